// SPDX-License-Identifier: Apache-2.0
/** C's preprocessor (C11 6.10): directives, conditions, includes and macro expansion, from text to a list of tokens. */

import { evaluateCondition } from './condition';
import { type DiagnosticList, SyntaxProblem, shorten } from './diagnostics';
import { Lexer } from './lexer';
import {
  MAX_FILE_LENGTH,
  MAX_INCLUDE_DEPTH,
  MAX_INCLUDES,
  MAX_MACRO_DEPTH,
  MAX_TOKEN_STEPS,
  MAX_TOKENS,
} from './limits';
import { type Argument, type Macro, readDefinition, sameDefinition, substitute } from './macro';
import { PREDEFINED_MACROS } from './predefined';
import { joinSpans, SourceText, type Span } from './source';
import { isPunctuator, type Token } from './token';

/** Finds the file of a quoted include; undefined ignores it, as an include the reader cannot see. */
export type ReadInclude = (path: string, includedFrom: string) => { file: string; text: string } | undefined;

interface Condition {
  readonly start: Span;
  /** The group that follows is read. */
  active: boolean;
  /** A group of this #if has been read. */
  taken: boolean;
  elseSeen: boolean;
}

interface OpenFile {
  readonly source: SourceText;
  readonly lexer: Lexer;
  readonly conditions: Condition[];
  /** A token read too far. */
  pushedBack: Token | undefined;
}

/** Tokens waiting to be read again: a macro's expansion, or an argument under expansion. */
interface Context {
  readonly tokens: readonly Token[];
  index: number;
  readonly macro: Macro | undefined;
  /** Reading ends here instead of going on with what is below. */
  readonly barrier: Token | undefined;
}

export class Preprocessor {
  private readonly macros = new Map<string, Macro>();
  private readonly expanding = new Set<Macro>();
  private readonly files: OpenFile[] = [];
  private readonly contexts: Context[] = [];
  private steps = 0;
  private includes = 0;
  private argumentDepth = 0;

  constructor(
    private readonly diagnostics: DiagnosticList,
    private readonly readInclude: ReadInclude | undefined,
  ) {
    this.run(PREDEFINED_MACROS);
  }

  /** Names of all macros, for suggestions. */
  macroNames(): string[] {
    return [...this.macros.keys()];
  }

  /** The file's tokens after preprocessing; the last one is 'end'. */
  run(source: SourceText): Token[] {
    this.files.length = 0;
    this.open(source, { source, start: 0, end: 0 });
    const output: Token[] = [];
    for (;;) {
      const token = this.nextExpanded();
      output.push(token);
      if (token.kind === 'end') {
        return output;
      }
      if (token.error !== undefined) {
        this.diagnostics.error('config-syntax', token.error, token.spelling);
        output.pop();
      }
      if (output.length > MAX_TOKENS) {
        this.diagnostics.limit('config-limit', `more than ${MAX_TOKENS} tokens after macro expansion`, token.use);
      }
    }
  }

  // --- files and directives ------------------------------------------------------------------------------------------

  private open(source: SourceText, at: Span): void {
    if (source.text.length > MAX_FILE_LENGTH) {
      const message = `${source.file} has more than ${MAX_FILE_LENGTH} characters; a configuration is not that long`;
      this.diagnostics.limit('config-limit', message, at);
    }
    this.files.push({ source, lexer: new Lexer(source), conditions: [], pushedBack: undefined });
  }

  /** The next token of the open files, directives carried out and skipped groups left out. */
  private nextOfFile(): Token {
    for (;;) {
      const file = this.files.at(-1)!;
      const token = this.rawOfFile(file);
      if (token.kind === 'end') {
        if (this.closeFile(file)) {
          return token;
        }
      } else if (isPunctuator(token, '#') && token.lineStart) {
        this.directive(file, token);
      } else if (isActive(file)) {
        if (token.error === undefined) {
          return token;
        }
        this.diagnostics.error('config-syntax', token.error, token.spelling);
      }
    }
  }

  private rawOfFile(file: OpenFile): Token {
    const token = file.pushedBack ?? file.lexer.next();
    file.pushedBack = undefined;
    this.countSteps(1, token.use);
    return token;
  }

  /** True when it was the last open file. */
  private closeFile(file: OpenFile): boolean {
    for (const condition of file.conditions.splice(0)) {
      this.diagnostics.error('config-preprocessor', 'this #if is never closed; add #endif', condition.start);
    }
    if (this.files.length > 1) {
      this.files.pop();
      return false;
    }
    return true;
  }

  private restOfLine(file: OpenFile): Token[] {
    const line: Token[] = [];
    for (;;) {
      const token = this.rawOfFile(file);
      if (token.kind === 'end' || token.lineStart) {
        file.pushedBack = token;
        return line;
      }
      line.push(token);
    }
  }

  private directive(file: OpenFile, hash: Token): void {
    const line = this.restOfLine(file);
    const name = line.shift();
    if (name === undefined) {
      return;
    }
    const span = joinSpans(hash.spelling, name.spelling);
    try {
      if (!this.conditional(file, name.text, line, span) && isActive(file)) {
        this.unconditional(file, name, line, span);
      }
    } catch (problem) {
      if (!(problem instanceof SyntaxProblem)) {
        throw problem;
      }
      this.diagnostics.problem(problem);
    }
  }

  /** Carries out a directive that opens or closes a group; false when it is another one. */
  private conditional(file: OpenFile, name: string, line: Token[], span: Span): boolean {
    switch (name) {
      case 'if':
      case 'ifdef':
      case 'ifndef': {
        const active = isActive(file) && this.decide(name, line, span);
        // Inside a skipped group no branch is ever read.
        file.conditions.push({ start: span, active, taken: active || !isActive(file), elseSeen: false });
        return true;
      }
      case 'elif':
      case 'elifdef':
      case 'elifndef': {
        const condition = innermost(file, name, span);
        condition.active = !condition.taken && this.decide(name.slice(2), line, span);
        condition.taken ||= condition.active;
        return true;
      }
      case 'else': {
        const condition = innermost(file, name, span);
        condition.active = !condition.taken;
        condition.taken = true;
        condition.elseSeen = true;
        return true;
      }
      case 'endif':
        if (file.conditions.pop() === undefined) {
          throw new SyntaxProblem('config-preprocessor', '#endif without #if', span);
        }
        return true;
      default:
        return false;
    }
  }

  private decide(name: string, line: Token[], span: Span): boolean {
    if (name === 'if') {
      return evaluateCondition(this.expandCondition(line, span), span, this.diagnostics);
    }
    const macro = line[0];
    if (macro?.kind !== 'identifier') {
      throw new SyntaxProblem('config-preprocessor', `#${shorten(name)} needs a macro's name`, macro?.spelling ?? span);
    }
    return this.macros.has(macro.text) === (name === 'ifdef');
  }

  /** Replaces `defined X`, then expands the rest. */
  private expandCondition(line: readonly Token[], span: Span): Token[] {
    const output: Token[] = [];
    for (let index = 0; index < line.length; index++) {
      const token = line[index]!;
      if (token.kind !== 'identifier' || (token.text !== 'defined' && token.text !== '__has_include')) {
        output.push(token);
        continue;
      }
      const parenthesised = line[index + 1] !== undefined && isPunctuator(line[index + 1]!, '(');
      const name = line[index + (parenthesised ? 2 : 1)];
      let end = index + 1;
      if (parenthesised) {
        while (end < line.length && !isPunctuator(line[end]!, ')')) {
          end++;
        }
      }
      if (name === undefined || end >= line.length) {
        throw new SyntaxProblem('config-preprocessor', `${token.text} needs a name`, token.spelling);
      }
      const known = token.text === 'defined' && this.macros.has(name.text);
      output.push({ ...token, kind: 'number', text: known ? '1' : '0' });
      index = end;
    }
    return this.expandList(output, line.at(-1)?.spelling ?? span);
  }

  private unconditional(file: OpenFile, name: Token, line: Token[], span: Span): void {
    switch (name.text) {
      case 'define':
        this.define(readDefinition(line, span, file.source.builtin), line[0]!);
        return;
      case 'undef':
        this.macros.delete(line[0]?.text ?? '');
        return;
      case 'include':
      case 'include_next':
      case 'import':
        this.include(file, line, span);
        return;
      case 'error':
        throw new SyntaxProblem('config-error-directive', `#error ${textOf(line)}`.trim(), span);
      case 'warning':
        this.diagnostics.warning('config-warning-directive', `#warning ${textOf(line)}`.trim(), span);
        return;
      case 'pragma':
      case 'line':
      case 'ident':
        return;
      default:
        if (name.kind !== 'number') {
          throw new SyntaxProblem('config-preprocessor', `#${shorten(name.text)} is not a directive of C`, span);
        }
    }
  }

  private define(macro: Macro, name: Token): void {
    const before = this.macros.get(macro.name);
    if (before && !before.builtin && !sameDefinition(before, macro)) {
      const message = `${shorten(macro.name)} is defined before, otherwise; this definition replaces it (#undef it first)`;
      this.diagnostics.warning('config-macro-redefined', message, name.spelling);
    }
    const strayVariadic = macro.variadic ? undefined : macro.body.find((token) => token.text === '__VA_ARGS__');
    if (strayVariadic) {
      const message = '__VA_ARGS__ has a meaning only in a macro whose parameters end in ...';
      this.diagnostics.error('config-preprocessor', message, strayVariadic.spelling);
    }
    this.macros.set(macro.name, macro);
  }

  private include(file: OpenFile, line: Token[], span: Span): void {
    const name = line[0]?.kind === 'string' ? line[0] : this.expandList(line, span)[0];
    if (name?.kind !== 'string' || this.readInclude === undefined) {
      return;
    }
    const path = name.text.slice(1, -1);
    const place = joinSpans(span, name.use);
    if (this.files.length >= MAX_INCLUDE_DEPTH || ++this.includes > MAX_INCLUDES) {
      throw new SyntaxProblem('config-limit', `${shorten(path)} is not read: too many files include each other`, place);
    }
    const found = this.readInclude(path, file.source.file);
    if (found) {
      this.open(new SourceText(found.file, found.text), place);
    }
  }

  // --- expansion -----------------------------------------------------------------------------------------------------

  private countSteps(steps: number, at: Span): void {
    this.steps += steps;
    if (this.steps > MAX_TOKEN_STEPS) {
      const message = `expanding this takes more than ${MAX_TOKEN_STEPS} steps; a macro multiplies itself`;
      this.diagnostics.limit('config-limit', message, at);
    }
  }

  private nextRaw(): Token {
    for (;;) {
      const context = this.contexts.at(-1);
      if (context === undefined) {
        return this.nextOfFile();
      }
      if (context.index < context.tokens.length) {
        const token = context.tokens[context.index++]!;
        this.countSteps(1, token.use);
        return token;
      }
      if (context.barrier !== undefined) {
        return context.barrier;
      }
      this.contexts.pop();
      this.expanding.delete(context.macro!);
    }
  }

  private unread(token: Token): void {
    const context = this.contexts.at(-1);
    if (context === undefined) {
      this.files.at(-1)!.pushedBack = token;
    } else if (token !== context.barrier) {
      context.index--;
    }
  }

  private nextExpanded(): Token {
    for (;;) {
      const token = this.nextRaw();
      const macro = token.kind === 'identifier' && !token.noExpand ? this.macros.get(token.text) : undefined;
      if (macro === undefined) {
        return token;
      }
      if (this.expanding.has(macro)) {
        return { ...token, noExpand: true };
      }
      if (!this.expand(macro, token)) {
        return token;
      }
    }
  }

  /** Puts a macro's expansion in front of what is read next; false when this is not a use of it. */
  private expand(macro: Macro, name: Token): boolean {
    if (this.contexts.length >= MAX_MACRO_DEPTH) {
      const message = `macros expand more than ${MAX_MACRO_DEPTH} levels deep here`;
      this.diagnostics.limit('config-limit', message, name.use);
    }
    if (macro.parameters === undefined) {
      this.push(macro, substitute(macro, [], name.use, this.diagnostics), name);
      return true;
    }
    const parenthesis = this.nextRaw();
    if (!isPunctuator(parenthesis, '(')) {
      this.unread(parenthesis);
      return false;
    }
    const call = this.readArguments(macro, name);
    const use = joinSpans(name.use, call.end.use);
    const args = this.matchArguments(macro, call.args, use);
    if (args === undefined) {
      // A number lets the construct around it be read without further complaints.
      this.push(macro, [{ ...name, kind: 'number', text: '0', use }], name);
      return true;
    }
    this.push(macro, substitute(macro, args, use, this.diagnostics), name);
    return true;
  }

  private push(macro: Macro, tokens: Token[], name: Token): void {
    this.countSteps(tokens.length, name.use);
    if (tokens[0]) {
      tokens[0] = { ...tokens[0], spaceBefore: name.spaceBefore };
    }
    this.expanding.add(macro);
    this.contexts.push({ tokens, index: 0, macro, barrier: undefined });
  }

  /** Reads from after '(' to the matching ')', split at commas. */
  private readArguments(macro: Macro, name: Token): { args: Token[][]; end: Token } {
    const args: Token[][] = [[]];
    const named = (macro.parameters?.length ?? 0) - (macro.variadic ? 1 : 0);
    let depth = 0;
    for (;;) {
      const token = this.nextRaw();
      if (token.kind === 'end') {
        // Everything up to the end of the file has been taken for arguments.
        const message = `the call of macro ${shorten(macro.name)} is never closed; add a ')'`;
        this.diagnostics.limit('config-syntax', message, name.use);
      }
      if (depth === 0 && isPunctuator(token, ')')) {
        return { args, end: token };
      }
      depth += isPunctuator(token, '(') ? 1 : isPunctuator(token, ')') ? -1 : 0;
      if (depth === 0 && isPunctuator(token, ',') && !(macro.variadic && args.length > named)) {
        args.push([]);
      } else {
        args.at(-1)!.push(token);
      }
    }
  }

  private matchArguments(macro: Macro, given: Token[][], call: Span): Argument[] | undefined {
    const wanted = macro.parameters!.length;
    const list = wanted === 0 && given.length === 1 && given[0]!.length === 0 ? [] : given;
    if (macro.variadic && list.length === wanted - 1) {
      list.push([]);
    }
    if (list.length !== wanted) {
      const atLeast = macro.variadic ? 'at least ' : '';
      const needs = macro.variadic ? wanted - 1 : wanted;
      const message = `macro ${shorten(macro.name)} takes ${atLeast}${needs} argument${needs === 1 ? '' : 's'}, not ${list.length}`;
      this.diagnostics.error('config-macro-arguments', message, call);
      return undefined;
    }
    return list.map((raw) => {
      let expanded: readonly Token[] | undefined;
      return {
        raw,
        expanded: () => {
          expanded ??= this.expandList(raw, raw.at(-1)?.use ?? call);
          return expanded;
        },
      };
    });
  }

  /** Expands a list of tokens on its own. */
  private expandList(tokens: readonly Token[], at: Span): Token[] {
    if (++this.argumentDepth > MAX_MACRO_DEPTH) {
      const message = `macro arguments are nested more than ${MAX_MACRO_DEPTH} levels deep here`;
      this.diagnostics.limit('config-limit', message, at);
    }
    const barrier: Token = {
      kind: 'end',
      text: '',
      spaceBefore: false,
      lineStart: false,
      spelling: at,
      use: at,
      noExpand: false,
    };
    this.contexts.push({ tokens, index: 0, macro: undefined, barrier });
    const output: Token[] = [];
    for (;;) {
      const token = this.nextExpanded();
      if (token === barrier) {
        break;
      }
      output.push(token);
    }
    this.contexts.pop();
    this.argumentDepth--;
    return output;
  }
}

function isActive(file: OpenFile): boolean {
  return file.conditions.at(-1)?.active ?? true;
}

function innermost(file: OpenFile, name: string, span: Span): Condition {
  const condition = file.conditions.at(-1);
  if (condition === undefined) {
    throw new SyntaxProblem('config-preprocessor', `#${name} without #if`, span);
  }
  if (condition.elseSeen) {
    throw new SyntaxProblem('config-preprocessor', `#${name} after #else`, span);
  }
  return condition;
}

function textOf(line: readonly Token[]): string {
  const words = line.slice(0, 40).map((token) => (token.spaceBefore ? ` ${token.text}` : token.text));
  return shorten(words.join('').trim(), 120);
}
