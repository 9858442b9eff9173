// SPDX-License-Identifier: Apache-2.0
/** Facts as people read them, and what unfolds under them. */

import { type Description, describeValue, type ValueAccess, ValueError, type ValueFormat } from '../../values';
import { cValue } from './c-value';
import { type Convenience, type ConvenienceList, type ConvenienceObject, memberReader, missing } from './convenience';

/** Characters after which the line of a list ends with `...`. */
const MAX_LENGTH = 160;
/** Lists in lists that are opened in one line. */
const MAX_DEPTH = 2;

export interface ConvenienceChild {
  readonly name: string;
  readonly value: Convenience;
  /** Evaluates to this child; undefined when nothing does. */
  readonly expression: string | undefined;
}

/** What cannot be read is said in the text. */
export async function describeConvenience(
  convenience: Convenience,
  access: ValueAccess,
  format: ValueFormat = {},
): Promise<Description> {
  const text = await oneLine(convenience, access, format, 0);
  const counts = { named: 0, indexed: 0, memoryReference: undefined };
  switch (convenience.kind) {
    case 'object':
      return { ...counts, text, type: convenience.type, named: Object.keys(convenience.members).length };
    case 'list':
      return { ...counts, text, type: listType(convenience), indexed: convenience.items.length };
    case 'function':
      return { ...counts, text, type: 'function' };
    case 'missing':
      return { ...counts, text, type: '' };
    case 'text':
      return { ...counts, text, type: 'text' };
    default:
      return { ...(await describeValue(cValue(convenience)!, access, format)), ...counts, text };
  }
}

export function listType({ type, items }: ConvenienceList): string {
  return `${type} [${items.length}]`;
}

/** `$req(slot)`, or `$dm(id) or $dm(vm, id)`. */
export function formsOf(name: string, forms: readonly (readonly string[])[]): string {
  return forms.map((names) => `${name}(${names.join(', ')})`).join(' or ');
}

async function oneLine(
  convenience: Convenience,
  access: ValueAccess,
  format: ValueFormat,
  depth: number,
): Promise<string> {
  switch (convenience.kind) {
    case 'object':
      return guardedText(convenience);
    case 'list':
      return depth < MAX_DEPTH ? listText(convenience, access, format, depth) : '{...}';
    case 'function':
      return `<${formsOf('', convenience.forms)}>`;
    case 'integer': {
      const shown = convenience.isHex && format.radix === undefined ? { ...format, radix: 'hex' as const } : format;
      return (await describeValue(cValue(convenience)!, access, shown)).text;
    }
    default:
      return (await describeValue(cValue(convenience)!, access, format)).text;
  }
}

async function guardedText(object: ConvenienceObject): Promise<string> {
  const text = await read(async () => ({ kind: 'text', text: await object.text() }));
  return text.kind === 'text' ? text.text : text.kind === 'missing' ? `<${text.reason}>` : '';
}

async function listText(
  { items }: ConvenienceList,
  access: ValueAccess,
  format: ValueFormat,
  depth: number,
): Promise<string> {
  const parts: string[] = [];
  let length = 0;
  for (const item of items) {
    if (length > MAX_LENGTH) {
      parts.push('...');
      break;
    }
    const part = await oneLine(item, access, format, depth + 1);
    parts.push(part);
    length += part.length;
  }
  // Lines of objects have commas of their own.
  return parts.length === 0 ? 'none' : `{${parts.join(items[0]?.kind === 'object' ? '; ' : ', ')}}`;
}

/**
 * Members of an object, elements of a list; none of anything else.
 * @param expression evaluates to the outer value; undefined when nothing does
 * @param page elements of a list to give
 */
export async function childrenOfConvenience(
  convenience: Convenience,
  expression: string | undefined,
  page: { readonly start?: number | undefined; readonly count?: number | undefined } = {},
): Promise<ConvenienceChild[]> {
  const start = page.start ?? 0;
  const end = page.count === undefined ? undefined : start + page.count;
  const base = expression === undefined || isOperand(expression) ? expression : `(${expression})`;
  const below = (suffix: string): string | undefined => (base === undefined ? undefined : `${base}${suffix}`);
  if (convenience.kind === 'list') {
    const items = convenience.items.slice(start, end);
    return items.map((value, index) => {
      const name = `[${start + index}]`;
      return { name, value, expression: below(name) };
    });
  }
  if (convenience.kind !== 'object') {
    return [];
  }
  const children: ConvenienceChild[] = [];
  for (const name of Object.keys(convenience.members).slice(start, end)) {
    children.push({
      name,
      value: await read(memberReader(convenience, name)!),
      expression: below(`.${name}`),
    });
  }
  return children;
}

/** Whether an expression needs no brackets before a dot or an index. */
function isOperand(expression: string): boolean {
  const inner = expression.replace(/(?:(?:\.|->)\w+|\[\d+\])+$/, '');
  const opening = /^(?:\$\w+)?\(/.exec(inner);
  return opening === null ? /^\$\w+$/.test(inner) : closingBracket(inner, opening[0].length) === inner.length - 1;
}

/** Where the bracket before an offset is closed; -1 where a text may hold brackets too. */
function closingBracket(expression: string, offset: number): number {
  let depth = 1;
  for (let index = offset; index < expression.length; index++) {
    const character = expression[index];
    depth += character === '(' ? 1 : character === ')' ? -1 : 0;
    if (depth === 0 || character === '"' || character === "'") {
      return depth === 0 ? index : -1;
    }
  }
  return -1;
}

/** With the reason in its place when it cannot be read. */
async function read(reader: () => Convenience | Promise<Convenience>): Promise<Convenience> {
  try {
    return await reader();
  } catch (error) {
    if (error instanceof ValueError) {
      return missing(error.message);
    }
    throw error;
  }
}
