// Renders the OpenAPI document: paths by tag, then schemas. Text is set as text, never as HTML.

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** An element with properties and children; children may be texts, elements, or nothing. */
function el(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null));
  return element;
}

const anchor = (text) => text.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
const schemaName = (ref) => ref.split('/').pop();
const schemaLink = (name) => el('a', { href: `#schema-${name}` }, name);

/** A schema in a line: its name, or its kind. */
function kind(schema) {
  if (!schema) return ['nothing'];
  if (schema.$ref) return [schemaLink(schemaName(schema.$ref))];
  const parts = schema.oneOf ?? schema.anyOf ?? schema.allOf;
  if (parts) return parts.flatMap((part, nth) => (nth ? [schema.allOf ? ' & ' : ' | ', ...kind(part)] : kind(part)));
  if (schema.type === 'array') return [...kind(schema.items), '[]'];
  if (schema.enum) return [schema.enum.map((value) => JSON.stringify(value)).join(' | ')];
  const type = Array.isArray(schema.type) ? schema.type.join(' | ') : schema.type ?? 'anything';
  return [schema.format ? `${type} (${schema.format})` : type];
}

/** The limits of a schema, in words. */
function limits(schema) {
  const { minimum, maximum, minLength, maxLength, pattern } = schema ?? {};
  return [
    minimum !== undefined && `from ${minimum}`,
    maximum !== undefined && `to ${maximum}`,
    minLength !== undefined && `at least ${minLength} characters`,
    maxLength !== undefined && `at most ${maxLength} characters`,
    pattern && `matches ${pattern}`,
  ].filter(Boolean).join(', ');
}

function table(heads, rows) {
  const head = el('thead', {}, el('tr', {}, heads.map((text) => el('th', { scope: 'col' }, text))));
  const body = el('tbody', {}, rows.map((cells) => el('tr', {}, cells.map((cell) => el('td', {}, cell)))));
  return el('table', {}, head, body);
}

function parameters(list) {
  if (!list?.length) return undefined;
  const rows = list.map((one) => [
    el('code', {}, one.name),
    one.in + (one.required ? ', required' : ''),
    kind(one.schema),
    [one.description, limits(one.schema)].filter(Boolean).join('; '),
  ]);
  return [el('h4', {}, 'Parameters'), table(['Name', 'Where', 'Kind', 'Meaning'], rows)];
}

function body(request) {
  if (!request) return undefined;
  return [
    el('h4', {}, 'Body'),
    Object.entries(request.content).map(([media, content]) =>
      el('p', {}, el('code', {}, media), ': ', kind(content.schema))),
  ];
}

function responses(all) {
  const rows = Object.entries(all).map(([status, response]) => [
    status,
    Object.values(response.content ?? {}).flatMap((content) => kind(content.schema)),
    response.description,
  ]);
  return [el('h4', {}, 'Answers'), table(['Status', 'Body', 'Meaning'], rows)];
}

function operation({ path, method, about }) {
  return el(
    'article',
    { id: anchor(`${method} ${path}`) },
    el('h3', {}, el('span', { className: 'method' }, method.toUpperCase()), el('code', {}, path)),
    el('p', {}, about.summary ?? about.description ?? ''),
    parameters(about.parameters),
    body(about.requestBody),
    responses(about.responses),
  );
}

function schema([name, about]) {
  const required = new Set(about.required ?? []);
  const rows = Object.entries(about.properties ?? {}).map(([field, of]) => [
    el('code', {}, required.has(field) ? field : `${field}?`),
    kind(of),
    [of.description, limits(of)].filter(Boolean).join('; '),
  ]);
  return el(
    'article',
    { id: `schema-${name}` },
    el('h3', {}, el('code', {}, name)),
    el('p', {}, about.description ?? ''),
    rows.length ? table(['Field', 'Kind', 'Meaning'], rows) : el('p', { className: 'faint' }, kind(about)),
  );
}

function groupByTag(operations) {
  const groups = new Map();
  for (const one of operations) {
    const tag = one.about.tags?.[0] ?? 'other';
    groups.set(tag, [...(groups.get(tag) ?? []), one]);
  }
  return groups;
}

function render(contract) {
  const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ path, method, about: item[method] })));
  const byTag = groupByTag(operations);
  const schemas = Object.entries(contract.components?.schemas ?? {});
  const sections = [...byTag].map(([tag, list]) => el('section', {}, el('h2', {}, tag), list.map(operation)));
  const entries = [...byTag].map(([tag, list]) => [
    el('strong', {}, tag),
    el('ul', {}, list.map(({ method, path }) =>
      el('li', {}, el('a', { href: `#${anchor(`${method} ${path}`)}` }, `${method.toUpperCase()} ${path}`)))),
  ]);
  const names = el('ul', {}, schemas.map(([name]) => el('li', {}, schemaLink(name))));
  document.querySelector('nav').replaceChildren(...entries.flat(), el('strong', {}, 'schemas'), names);
  document.querySelector('main').replaceChildren(
    ...sections,
    el('section', {}, el('h2', {}, 'Schemas'), schemas.map(schema)),
  );
  // The place named in the address is there only now.
  document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
}

try {
  const answer = await fetch('/api/openapi.json');
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  render(await answer.json());
} catch (error) {
  document.querySelector('main').textContent = `The document cannot be shown: ${error.message}`;
}
