// SPDX-License-Identifier: Apache-2.0
/** Reads the YAML of one binding. */

import { type Document, LineCounter, parseDocument } from 'yaml';
import type { SourceRange } from '../../source';
import { isObject, type Json, type JsonObject } from '../schema';

export interface BindingProblem {
  readonly message: string;
  readonly range: SourceRange;
}

export interface BindingText {
  /** The file's name, for ranges. */
  readonly file: string;
  readonly text: string;
}

/** Either the binding's contents, or why they cannot be used. */
export type ReadBinding =
  | { readonly binding: JsonObject; readonly problem?: undefined }
  | { readonly binding?: undefined; readonly problem: BindingProblem };

/** Characters of one binding; the largest in use has a tenth of that. */
const MAXIMUM_TEXT = 4 * 1024 * 1024;
/** Lists and maps within each other. */
const MAXIMUM_DEPTH = 100;
/** Anchors let a small file stand for a large one. */
const MAXIMUM_ALIASES = 1000;

/** A binding as it is written, with the offsets of everything, or why it cannot be read. */
export type ParsedBinding =
  | { readonly document: Document; readonly lines: LineCounter; readonly problem?: undefined }
  | { readonly document?: undefined; readonly problem: BindingProblem };

export function parseBindingYaml({ file, text }: BindingText): ParsedBinding {
  if (text.length > MAXIMUM_TEXT) {
    return { problem: { message: `is longer than ${MAXIMUM_TEXT} characters`, range: startOf(file) } };
  }
  const lines = new LineCounter();
  try {
    const document = parse(text, lines);
    const problem = firstError(document, file, lines);
    return problem ? { problem } : { document, lines };
  } catch (error) {
    return { problem: { message: messageOf(error), range: startOf(file) } };
  }
}

export function readBindingYaml({ file, text }: BindingText): ReadBinding {
  const { document, problem } = parseBindingYaml({ file, text });
  if (!document) {
    return { problem };
  }
  try {
    const binding = narrow(document.toJS({ maxAliasCount: MAXIMUM_ALIASES }), 0, new Set());
    return isObject(binding)
      ? { binding }
      : {
          problem: { message: 'is no binding: it should be a map with $id, properties and more', range: startOf(file) },
        };
  } catch (error) {
    return { problem: { message: messageOf(error), range: startOf(file) } };
  }
}

const DASH_IN_LIST = /([[,]\s*)-(?=\s*[\],])/g;

function parse(text: string, lines: LineCounter): Document {
  const options = { intAsBigInt: true, merge: true, lineCounter: lines, logLevel: 'error' } as const;
  const document = parseDocument(text, options);
  if (!document.errors.some(({ code }) => code === 'BLOCK_IN_FLOW')) {
    return document;
  }
  // `[a, -]` is a string to the YAML reader that bindings are written for.
  return parseDocument(text.replace(DASH_IN_LIST, '$1"-"'), { ...options, lineCounter: new LineCounter() });
}

function firstError(document: Document, file: string, lines: LineCounter): BindingProblem | undefined {
  const [error] = document.errors;
  if (!error) {
    return undefined;
  }
  const [start, end] = error.pos.map((offset) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(0, line - 1), column: Math.max(0, col - 1) };
  });
  // The first sentence says what is wrong; a drawing of the place follows it.
  const message = error.message.split(/ at line \d+/)[0]!;
  return { message, range: { file, start: start!, end: end! } };
}

function startOf(file: string): SourceRange {
  const start = { line: 0, column: 0 };
  return { file, start, end: start };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Integers that a double holds become numbers. Works in place; what the file shares by an anchor stays shared.
 * @throws RangeError when lists and maps are nested too deep
 */
function narrow(value: Json, depth: number, seen: Set<Json>): Json {
  if (typeof value === 'bigint') {
    const small = Number(value);
    return Number.isSafeInteger(small) ? small : value;
  }
  if (typeof value !== 'object' || value === null || seen.has(value)) {
    return value;
  }
  if (depth > MAXIMUM_DEPTH) {
    throw new RangeError(`lists and maps are nested more than ${MAXIMUM_DEPTH} deep`);
  }
  seen.add(value);
  if (Array.isArray(value)) {
    value.forEach((each, index) => {
      value[index] = narrow(each, depth + 1, seen);
    });
  } else {
    for (const key of Object.keys(value)) {
      value[key] = narrow(value[key]!, depth + 1, seen);
    }
  }
  return value;
}
