// What a page of ours may do: nothing but its own inline style and script, named by their hashes (CSP Level 3 §2.3.1).
import { hash } from "node:crypto";

/**
 * @param inline the exact text between the tags of a `<style>` or `<script>` element
 * @returns the source expression that allows this text and no other
 */
export function hashSource(inline: string): string {
  return `'sha256-${hash("sha256", inline, "base64")}'`;
}
