// SPDX-License-Identifier: Apache-2.0
/** Regular expressions of bindings. They are written for Python's `re`; the few differences in spelling are translated. */

const compiled = new Map<string, RegExp | undefined>();
/** Bindings in use have a few thousand patterns; more come from input that only wants memory. */
const MAXIMUM_KEPT = 50_000;

/** The expression, found anywhere in a text as Python's `re.search` does; undefined when it cannot be understood. */
export function compilePattern(pattern: string): RegExp | undefined {
  if (compiled.has(pattern)) {
    return compiled.get(pattern);
  }
  if (compiled.size >= MAXIMUM_KEPT) {
    compiled.clear();
  }
  const expression = compile(pattern);
  compiled.set(pattern, expression);
  return expression;
}

/** Whether the text holds a match. A pattern that cannot be understood matches nothing. */
export function matches(pattern: string, text: string): boolean {
  return compilePattern(pattern)?.test(text) ?? false;
}

function compile(pattern: string): RegExp | undefined {
  try {
    const { source, ignoreCase } = translate(pattern);
    return new RegExp(source, ignoreCase ? 'i' : '');
  } catch {
    return undefined;
  }
}

function translate(pattern: string): { source: string; ignoreCase: boolean } {
  const ignoreCase = pattern.startsWith('(?i)');
  const source = pattern
    .slice(ignoreCase ? '(?i)'.length : 0)
    .replace(/\\[\s\S]|\(\?P<|\(\?P=(\w+)\)|\{,(\d+)\}/g, (text, name?: string, most?: string) => {
      if (name !== undefined) {
        return `\\k<${name}>`;
      }
      if (most !== undefined) {
        return `{0,${most}}`;
      }
      return SPELLINGS[text] ?? text;
    });
  return { source, ignoreCase };
}

const SPELLINGS: Readonly<Record<string, string>> = {
  '(?P<': '(?<',
  '\\A': '(?<![\\s\\S])',
  '\\Z': '(?![\\s\\S])',
};
