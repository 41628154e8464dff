// What the handler of files says no with, whatever part of it says so.
import { diskRefusal } from "../../files/errors.ts";
import type { RootRefusal } from "../../files/root.ts";
import { type Refusal, refuse } from "../../http/response.ts";

/** All that must not be told apart from outside is one 404. */
export const MISSING: Refusal = refuse(404, "There is nothing here by that name.");

/** What is asked for does not hold still long enough to be given out whole. */
export const UNSETTLED: Refusal = refuse(503, "This is being replaced right now. Try again in a moment.", [
  ["Retry-After", "1"],
]);

/** @returns what a refusal of the root is answered with */
export function refusalOf(refusal: RootRefusal): Refusal {
  switch (refusal.reason) {
    case "disk-error":
      return diskRefusal(refusal.error);
    case "unsettled":
      return UNSETTLED;
    default:
      return MISSING;
  }
}
