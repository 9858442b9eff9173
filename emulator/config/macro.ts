// SPDX-License-Identifier: Apache-2.0
/** One macro definition (C11 6.10.3) and how its body is filled in with the arguments of a use. */

import { type DiagnosticList, SyntaxProblem, shorten } from './diagnostics';
import { Lexer } from './lexer';
import { joinSpans, SourceText, type Span } from './source';
import { isPunctuator, type Token } from './token';

export interface Macro {
  readonly name: string;
  /** Undefined for a macro without parentheses. */
  readonly parameters: readonly string[] | undefined;
  /** The last parameter takes the rest of the arguments. */
  readonly variadic: boolean;
  readonly body: readonly Token[];
  readonly builtin: boolean;
}

/** An argument as written, and as it is after expansion, computed when first needed. */
export interface Argument {
  readonly raw: readonly Token[];
  readonly expanded: () => readonly Token[];
}

/** Reads what follows `#define` on its line. Throws SyntaxProblem. */
export function readDefinition(line: readonly Token[], directive: Span, builtin: boolean): Macro {
  const name = line[0];
  if (name?.kind !== 'identifier' || name.text === 'defined') {
    throw new SyntaxProblem('config-preprocessor', '#define needs a name', name?.spelling ?? directive);
  }
  const parenthesis = line[1];
  if (parenthesis && isPunctuator(parenthesis, '(') && !parenthesis.spaceBefore) {
    const { parameters, variadic, next } = readParameters(line);
    return { name: name.text, parameters, variadic, body: line.slice(next), builtin };
  }
  return { name: name.text, parameters: undefined, variadic: false, body: line.slice(1), builtin };
}

function readParameters(line: readonly Token[]): { parameters: string[]; variadic: boolean; next: number } {
  const parameters: string[] = [];
  let index = 2;
  if (line[index] && isPunctuator(line[index]!, ')')) {
    return { parameters, variadic: false, next: index + 1 };
  }
  for (;;) {
    const token = line[index++];
    if (token === undefined) {
      throw new SyntaxProblem('config-preprocessor', "a ')' is missing after the parameters", line.at(-1)!.spelling);
    }
    let variadic = isPunctuator(token, '...');
    if (!variadic && (token.kind !== 'identifier' || parameters.includes(token.text))) {
      throw new SyntaxProblem(
        'config-preprocessor',
        `'${shorten(token.text)}' cannot be a parameter's name`,
        token.spelling,
      );
    }
    parameters.push(variadic ? '__VA_ARGS__' : token.text);
    if (!variadic && line[index] && isPunctuator(line[index]!, '...')) {
      variadic = true;
      index++;
    }
    const separator = line[index++];
    if (separator && isPunctuator(separator, ')')) {
      return { parameters, variadic, next: index };
    }
    if (variadic || !separator || !isPunctuator(separator, ',')) {
      const place = separator ?? line.at(-1)!;
      throw new SyntaxProblem('config-preprocessor', "',' or ')' expected between parameters", place.spelling);
    }
  }
}

/** Whether two definitions are the same but for white space (C11 6.10.3 p1). */
export function sameDefinition(one: Macro, other: Macro): boolean {
  const words = (macro: Macro): string =>
    [macro.parameters?.join(',') ?? '-', ...macro.body.map((token) => token.text)].join(' ');
  return words(one) === words(other) && one.variadic === other.variadic;
}

/** Fills in a macro's body. `use` is the place all tokens of the body take effect at. */
export function substitute(macro: Macro, args: readonly Argument[], use: Span, diagnostics: DiagnosticList): Token[] {
  const filled = new Substitution(macro, args, use, diagnostics).fill(macro.body);
  return filled.filter((token) => token.kind !== 'placemarker');
}

class Substitution {
  constructor(
    private readonly macro: Macro,
    private readonly args: readonly Argument[],
    private readonly use: Span,
    private readonly diagnostics: DiagnosticList,
  ) {}

  fill(body: readonly Token[]): Token[] {
    const output: Token[] = [];
    for (let index = 0; index < body.length; index++) {
      const token = body[index]!;
      if (isPunctuator(token, '##') && output.length > 0 && index + 1 < body.length) {
        const operand = this.operand(body, index + 1, true);
        this.pasteOnto(output, operand.tokens, body, index);
        index = operand.last;
        continue;
      }
      const beforePaste = index + 1 < body.length && isPunctuator(body[index + 1]!, '##');
      const operand = this.operand(body, index, beforePaste);
      for (const part of operand.tokens) {
        output.push(part);
      }
      index = operand.last;
    }
    return output;
  }

  /** What stands for the body's token at `index`; `last` is the last body token it took. */
  private operand(body: readonly Token[], index: number, forPaste: boolean): { tokens: Token[]; last: number } {
    const token = body[index]!;
    const next = body[index + 1];
    if (isPunctuator(token, '#') && this.macro.parameters && next) {
      const argument = this.argument(next);
      if (argument) {
        return { tokens: [stringify(argument.raw, token, this.use)], last: index + 1 };
      }
    }
    if (token.text === '__VA_OPT__' && this.macro.variadic && next && isPunctuator(next, '(')) {
      return this.optional(body, index);
    }
    const argument = this.argument(token);
    if (!argument) {
      return { tokens: [{ ...token, use: this.use }], last: index };
    }
    const tokens = withSpaceOf(forPaste ? argument.raw : argument.expanded(), token);
    return { tokens: tokens.length > 0 || !forPaste ? tokens : [placemarker(token, this.use)], last: index };
  }

  private argument(token: Token): Argument | undefined {
    const index = token.kind === 'identifier' ? (this.macro.parameters?.indexOf(token.text) ?? -1) : -1;
    return index < 0 ? undefined : this.args[index];
  }

  private optional(body: readonly Token[], index: number): { tokens: Token[]; last: number } {
    let depth = 0;
    let end = index + 1;
    for (; end < body.length; end++) {
      depth += isPunctuator(body[end]!, '(') ? 1 : isPunctuator(body[end]!, ')') ? -1 : 0;
      if (depth === 0) {
        break;
      }
    }
    const wanted = (this.args.at(-1)?.expanded().length ?? 0) > 0;
    const inner = body.slice(index + 2, end).filter((token) => token.text !== '__VA_OPT__');
    const tokens = wanted ? this.fill(inner) : [];
    return { tokens: tokens.length > 0 ? tokens : [placemarker(body[index]!, this.use)], last: end };
  }

  /** a ## b, and gcc's `, ## __VA_ARGS__`, which drops the comma when there are no further arguments. */
  private pasteOnto(output: Token[], operand: readonly Token[], body: readonly Token[], index: number): void {
    const left = output.pop()!;
    const right = operand[0] ?? placemarker(body[index]!, this.use);
    const last = this.macro.parameters?.at(-1);
    if (isPunctuator(left, ',') && this.macro.variadic && body[index + 1]!.text === last) {
      if (right.kind !== 'placemarker') {
        output.push(left, ...operand);
      }
      return;
    }
    output.push(...this.paste(left, right, body[index]!));
    for (const token of operand.slice(1)) {
      output.push(token);
    }
  }

  private paste(left: Token, right: Token, operator: Token): Token[] {
    if (right.kind === 'placemarker') {
      return [left];
    }
    if (left.kind === 'placemarker') {
      return [{ ...right, spaceBefore: left.spaceBefore }];
    }
    const text = left.text + right.text;
    const lexer = new Lexer(new SourceText('', text, true));
    const token = lexer.next();
    if (token.kind === 'end' || token.error !== undefined || lexer.next().kind !== 'end') {
      const message = `'${shorten(left.text)}' and '${shorten(right.text)}' do not make one token; remove the ##`;
      this.diagnostics.error('config-preprocessor', message, this.macro.builtin ? this.use : operator.spelling);
      return [left, right];
    }
    const spelling = joinSpans(left.spelling, right.spelling);
    return [{ ...token, spaceBefore: left.spaceBefore, lineStart: false, spelling, use: this.use }];
  }
}

function placemarker(at: Token, use: Span): Token {
  return { ...at, kind: 'placemarker', text: '', use, error: undefined };
}

function withSpaceOf(tokens: readonly Token[], place: Token): Token[] {
  return tokens.map((token, index) =>
    index === 0 && token.spaceBefore !== place.spaceBefore ? { ...token, spaceBefore: place.spaceBefore } : token,
  );
}

/** The # operator (C11 6.10.3.2). The string stands where the argument stands. */
function stringify(argument: readonly Token[], operator: Token, use: Span): Token {
  const text = argument
    .map((token, index) => {
      const word =
        token.kind === 'string' || token.kind === 'character' ? token.text.replace(/["\\]/g, '\\$&') : token.text;
      return index > 0 && token.spaceBefore ? ` ${word}` : word;
    })
    .join('');
  const first = argument[0];
  const last = argument.at(-1);
  return {
    kind: 'string',
    text: `"${text}"`,
    spaceBefore: operator.spaceBefore,
    lineStart: false,
    spelling: first && last ? joinSpans(first.spelling, last.spelling) : operator.spelling,
    use: first && last ? joinSpans(first.use, last.use) : use,
    noExpand: false,
  };
}
