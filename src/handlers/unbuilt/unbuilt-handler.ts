// Stands in for a feature that the configuration knows and this version does not have yet.
import { refuse } from "../../http/response.ts";
import type { Handler } from "../handler.ts";
import type { UnbuiltOptions } from "../options.ts";
import { notBuiltYet } from "./unbuilt-parts.ts";

/** Answers 501 and names the feature, so that nobody searches for a mistake of their own. */
export function createUnbuiltHandler({ feature }: UnbuiltOptions): Handler {
  const detail = `This route needs ${feature}, which this version of the server does not have yet.`;
  const refusal = refuse(501, detail);
  return {
    handle: () => refusal,
    explain: async () => [notBuiltYet(feature)],
  };
}
