// Writes src/api/schema.d.ts from openapi.json, the contract as `tidings openapi` prints it. With
// --check it writes nothing and fails where the two do not fit.
import { readFile, writeFile } from "node:fs/promises";
import openapi, { astToString } from "openapi-typescript";

const schema = new URL("../src/api/schema.d.ts", import.meta.url);
const contract = JSON.parse(await readFile(new URL("../openapi.json", import.meta.url), "utf8"));
const types = `// Made by \`npm run generate\`.\n/* eslint-disable */\n${astToString(await openapi(contract))}`;

if (!process.argv.includes("--check")) {
  await writeFile(schema, types);
} else if ((await readFile(schema, "utf8")) !== types) {
  console.error("src/api/schema.d.ts does not fit openapi.json: run npm run generate");
  process.exit(1);
}
