// Writes src/api/schema.d.ts from openapi.json, the contract that the server serves at /api/openapi.json.
// openapi.supplement.json holds what this client needs and that document does not describe; what the
// document does describe wins, and the script says what of the supplement is still in use.
import { readFile, writeFile } from "node:fs/promises";
import openapi, { astToString } from "openapi-typescript";

const read = async (name) => JSON.parse(await readFile(new URL(`../${name}`, import.meta.url), "utf8"));
const contract = await read("openapi.json");
const supplement = await read("openapi.supplement.json").catch(() => ({ paths: {}, components: { schemas: {} } }));
const used = [];

for (const [path, methods] of Object.entries(supplement.paths)) {
  for (const [method, operation] of Object.entries(methods)) {
    contract.paths[path] ??= {};
    if (contract.paths[path][method]) continue;
    contract.paths[path][method] = operation;
    used.push(`${method.toUpperCase()} ${path}`);
  }
}
const vague = (schema) => schema === undefined || (schema.items && Object.keys(schema.items).join() === "type" && schema.items.type === "object");
for (const [name, schema] of Object.entries(supplement.components.schemas)) {
  const known = contract.components.schemas[name];
  if (!known) {
    contract.components.schemas[name] = schema;
    used.push(name);
    continue;
  }
  for (const [property, shape] of Object.entries(schema.properties ?? {})) {
    if (!vague(known.properties[property])) continue;
    known.properties[property] = shape;
    used.push(`${name}.${property}`);
  }
}

const types = astToString(await openapi(contract));
await writeFile(new URL("../src/api/schema.d.ts", import.meta.url), `// Made by \`npm run generate\`.\n/* eslint-disable */\n${types}`);
console.log(used.length ? `from the supplement: ${used.join(", ")}` : "the contract says it all: openapi.supplement.json can go");
