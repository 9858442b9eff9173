// SPDX-License-Identifier: Apache-2.0
/** The preprocessor's directives and the state of its conditionals. */

import type { DiagnosticList } from './diagnostics';
import { ExpressionReader, type ExpressionSource } from './expression';
import { limits } from './limits';
import { asBody, type Macro, MacroError, type MacroTable } from './macros';
import type { PreprocessorToken } from './preprocessor-tokens';
import type { SourceRange } from './source';

/** What directives need from the pass that reads the file. */
export interface DirectiveHost {
  readonly macros: MacroTable;
  readonly diagnostics: DiagnosticList;
  rangeOf(first: PreprocessorToken, last?: PreprocessorToken): SourceRange;
  include(path: string, range: SourceRange): void;
  once(): void;
  renumber(token: PreprocessorToken, line: number, name: string | undefined): void;
}

interface Conditional {
  readonly opened: PreprocessorToken;
  /** The group as a whole is read. */
  readonly outer: boolean;
  /** The branch being read is taken. */
  taken: boolean;
  /** Some branch has been taken. */
  done: boolean;
  sawElse: boolean;
}

const CONDITIONALS = new Set(['if', 'ifdef', 'ifndef', 'elif', 'else', 'endif']);
const OTHERS = new Set(['include', 'define', 'undef', 'error', 'warning', 'pragma', 'line']);

export class Directives {
  private readonly conditionals: Conditional[] = [];

  constructor(private readonly host: DirectiveHost) {}

  /** Whether text at this point is read. */
  get active(): boolean {
    const top = this.conditionals[this.conditionals.length - 1];
    return !top || (top.outer && top.taken);
  }

  /** Whether a directive starts at `index`. Properties such as `#size-cells` look alike and are none. */
  isDirective(tokens: readonly PreprocessorToken[], index: number): boolean {
    const [hash, name, after] = [tokens[index], tokens[index + 1], tokens[index + 2]];
    if (hash?.text !== '#' || !name) {
      return false;
    }
    if (name.kind === 'number') {
      return after?.kind === 'string';
    }
    const property = after !== undefined && !after.space && /^[-,.+?@]$/.test(after.text);
    return name.kind === 'newline' || (!property && (CONDITIONALS.has(name.text) || OTHERS.has(name.text)));
  }

  /** @param tokens those of the line, after the `#` */
  run(tokens: readonly PreprocessorToken[], hash: PreprocessorToken): void {
    const [name, ...rest] = tokens;
    if (!name) {
      return;
    }
    if (CONDITIONALS.has(name.text)) {
      this.runConditional(name, rest);
    } else if (this.active) {
      this.runOther(name, rest, hash);
    }
  }

  /** Reports what the end of the file leaves open. */
  finish(): void {
    for (const open of this.conditionals) {
      this.error(open.opened, 'this conditional is not closed with #endif');
    }
  }

  private error(token: PreprocessorToken, message: string, last: PreprocessorToken = token): void {
    this.host.diagnostics.error('dts-directive', message, this.host.rangeOf(token, last));
  }

  private runConditional(name: PreprocessorToken, rest: readonly PreprocessorToken[]): void {
    if (name.text === 'if' || name.text === 'ifdef' || name.text === 'ifndef') {
      const outer = this.active;
      const taken = outer && this.condition(name, rest);
      this.conditionals.push({ opened: name, outer, taken, done: taken, sawElse: false });
      return;
    }
    const top = this.conditionals[this.conditionals.length - 1];
    if (!top) {
      this.error(name, `#${name.text} without #if`);
    } else if (name.text === 'endif') {
      this.conditionals.pop();
    } else if (top.sawElse) {
      this.error(name, `#${name.text} after #else`);
    } else {
      top.sawElse = name.text === 'else';
      top.taken = top.outer && !top.done && (top.sawElse || this.condition(name, rest));
      top.done ||= top.taken;
    }
  }

  private condition(name: PreprocessorToken, rest: readonly PreprocessorToken[]): boolean {
    if (name.text === 'if' || name.text === 'elif') {
      return this.evaluate(name, rest);
    }
    const macro = rest[0];
    if (macro?.kind !== 'identifier') {
      this.error(name, `#${name.text} needs a macro's name`);
      return false;
    }
    return this.host.macros.has(macro.text) === (name.text === 'ifdef');
  }

  private evaluate(name: PreprocessorToken, rest: readonly PreprocessorToken[]): boolean {
    let tokens: PreprocessorToken[];
    try {
      tokens = this.host.macros.expandAll(resolveDefined(rest, this.host.macros));
    } catch (error) {
      if (!(error instanceof MacroError)) {
        throw error;
      }
      this.error(name, error.message);
      return false;
    }
    const source = new ConditionSource(tokens);
    const value = new ExpressionReader(source, true).read();
    const fault = source.fault ?? (source.peek() === '' ? undefined : `unexpected '${source.peek()}'`);
    if (fault !== undefined) {
      this.error(name, `the condition cannot be evaluated: ${fault}`, rest[rest.length - 1] ?? name);
      return false;
    }
    return value !== 0n;
  }

  private runOther(name: PreprocessorToken, rest: readonly PreprocessorToken[], hash: PreprocessorToken): void {
    const last = rest[rest.length - 1] ?? name;
    const text = rest.map((token, index) => (token.space && index > 0 ? ' ' : '') + token.text).join('');
    switch (name.text) {
      case 'include':
        this.include(name, rest, last);
        break;
      case 'define':
        this.define(name, rest);
        break;
      case 'undef':
        this.undefine(name, rest[0]);
        break;
      case 'error':
        this.error(hash, `#error ${text}`, last);
        break;
      case 'warning':
        this.host.diagnostics.warning('dts-directive', `#warning ${text}`, this.host.rangeOf(hash, last));
        break;
      case 'pragma':
        if (text === 'once') {
          this.host.once();
        }
        break;
      case 'line':
        this.renumber(rest[0], rest[1]);
        break;
      default:
        this.renumber(name, rest[0]);
    }
  }

  private undefine(directive: PreprocessorToken, name: PreprocessorToken | undefined): void {
    if (name) {
      this.host.macros.undefine(name.text);
    } else {
      this.error(directive, "#undef needs a macro's name");
    }
  }

  private renumber(line: PreprocessorToken | undefined, file: PreprocessorToken | undefined): void {
    if (line && /^\d{1,9}$/.test(line.text)) {
      const name = file?.kind === 'string' ? file.text.slice(1, -1) : undefined;
      this.host.renumber(line, Number(line.text), name);
    }
  }

  private include(name: PreprocessorToken, rest: readonly PreprocessorToken[], last: PreprocessorToken): void {
    const literal = rest[0]?.kind === 'string' || rest[0]?.text === '<';
    const tokens = literal ? rest : this.host.macros.expandAll(rest);
    const path = includePath(tokens);
    if (path === undefined) {
      this.error(name, '#include needs "file" or <file>', last);
    } else {
      this.host.include(path, this.host.rangeOf(rest[0]!, last));
    }
  }

  private define(directive: PreprocessorToken, rest: readonly PreprocessorToken[]): void {
    const name = rest[0];
    if (name?.kind !== 'identifier' || name.text === 'defined') {
      this.error(directive, '#define needs a name');
      return;
    }
    if (rest.length > limits.macroLength) {
      this.error(name, `the macro is longer than ${limits.macroLength} tokens`);
      return;
    }
    const functionLike = rest[1]?.text === '(' && !rest[1].space;
    const macro = functionLike ? functionMacro(name.text, rest) : objectMacro(name.text, rest.slice(1));
    if (macro) {
      this.host.macros.define(macro);
    } else {
      this.error(name, `the parameters of macro ${name.text} cannot be read`, rest[rest.length - 1]!);
    }
  }
}

function objectMacro(name: string, body: readonly PreprocessorToken[]): Macro {
  return { name, variadic: false, body: body.map(asBody) };
}

function functionMacro(name: string, rest: readonly PreprocessorToken[]): Macro | undefined {
  const close = rest.findIndex((token) => token.text === ')');
  if (close < 0) {
    return undefined;
  }
  const list = rest.slice(2, close);
  const parameters: string[] = [];
  let variadic = false;
  for (let i = 0; i < list.length; i++) {
    const token = list[i]!;
    const isName = token.kind === 'identifier';
    if (!isName && token.text !== '...') {
      return undefined;
    }
    parameters.push(isName ? token.text : '__VA_ARGS__');
    variadic = !isName;
    if (isName && list[i + 1]?.text === '...') {
      variadic = true;
      i++;
    }
    if (i + 1 < list.length && (variadic || list[++i]?.text !== ',' || i + 1 === list.length)) {
      return undefined;
    }
  }
  return { name, parameters, variadic, body: rest.slice(close + 1).map(asBody) };
}

function includePath(tokens: readonly PreprocessorToken[]): string | undefined {
  const first = tokens[0];
  if (first?.kind === 'string') {
    return first.text.slice(1, -1);
  }
  const close = tokens.findIndex((token) => token.text === '>');
  if (first?.text !== '<' || close < 0) {
    return undefined;
  }
  return tokens
    .slice(1, close)
    .map((token) => token.text)
    .join('');
}

/** Replaces `defined NAME` and `defined(NAME)` by 1 or 0, before anything is expanded. */
function resolveDefined(tokens: readonly PreprocessorToken[], macros: MacroTable): PreprocessorToken[] {
  const output: PreprocessorToken[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const parenthesised = tokens[i + 1]?.text === '(' && tokens[i + 3]?.text === ')';
    const name = tokens[parenthesised ? i + 2 : i + 1];
    if (token.text === 'defined' && name?.kind === 'identifier') {
      output.push({ ...token, kind: 'number', text: macros.has(name.text) ? '1' : '0' });
      i += parenthesised ? 3 : 1;
    } else {
      output.push(token);
    }
  }
  return output;
}

/** The tokens of an #if for the expression reader; names that are no macros count as 0. */
class ConditionSource implements ExpressionSource {
  fault: string | undefined;
  private index = 0;

  constructor(private readonly tokens: readonly PreprocessorToken[]) {}

  peek(): string {
    return this.tokens[this.index]?.text ?? '';
  }

  advance(): void {
    this.index++;
  }

  operand(): bigint | undefined {
    const token = this.tokens[this.index];
    if (token?.kind === 'identifier') {
      this.index++;
      return 0n;
    }
    const digits = /^(0[xX][0-9a-fA-F]+|[0-9]+)[uUlL]*$/.exec(token?.text ?? '')?.[1];
    if (digits === undefined || /^0[0-9]*[89]/.test(digits)) {
      return undefined;
    }
    this.index++;
    return BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  }

  fail(message: string): void {
    this.fault ??= message;
  }
}
