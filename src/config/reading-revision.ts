// Made by `npm run generate`: changes with the schema and with the way that YAML is read, so that no start takes the word of
// another version for what a text means (remembered.ts).

export const READING_REVISION = "9cf35be57cf54438";
