// Made by `npm run generate`: changes with the schema and with the way that YAML is read, so that no start takes the word of
// another version for what a text means (remembered.ts).

export const READING_REVISION = "004f75f0d24d7158";
