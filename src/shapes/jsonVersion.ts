/**
 * The version of all shapes of `--json` together, which `tune status --json` names. Raised when a field of any answer changes its
 * meaning or is taken away; a field that is added leaves it.
 */
export const JSON_VERSION = 1;
