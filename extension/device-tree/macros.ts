// SPDX-License-Identifier: Apache-2.0
/** Preprocessor macros: their definitions and their expansion, with the C standard's rules for recursion, # and ##. */

import { limits } from './limits';
import { type PreprocessorToken, preprocessorTokens } from './preprocessor-tokens';

export interface Macro {
  readonly name: string;
  /** Absent for an object-like macro. */
  readonly parameters?: readonly string[];
  /** The last parameter takes all remaining arguments. */
  readonly variadic: boolean;
  readonly body: readonly PreprocessorToken[];
}

export interface Expansion {
  readonly output: readonly PreprocessorToken[];
  /** Index of the first token after the macro's use. */
  readonly next: number;
}

/** Thrown when input would make expansion run away; the message is for the user. */
export class MacroError extends Error {}

const NOTHING: ReadonlySet<string> = new Set();
const PLACEMARKER: PreprocessorToken = {
  kind: 'punctuation',
  text: '',
  start: -1,
  end: -1,
  space: false,
  comment: false,
};

/** Tokens still to be looked at: those pushed back by an expansion, then those of the file. */
class Work {
  private readonly stack: PreprocessorToken[] = [];

  constructor(
    private readonly tokens: readonly PreprocessorToken[],
    public index: number,
  ) {}

  get pushedBack(): boolean {
    return this.stack.length > 0;
  }

  next(): PreprocessorToken | undefined {
    const token = this.stack.pop() ?? this.tokens[this.index++];
    return token?.kind === 'end' ? undefined : token;
  }

  pushBack(tokens: readonly PreprocessorToken[]): void {
    for (let i = tokens.length - 1; i >= 0; i--) {
      this.stack.push(tokens[i]!);
    }
  }

  /** Whether an opening parenthesis comes next, line ends aside; a directive in between ends the search. */
  parenthesisFollows(): boolean {
    const top = this.stack[this.stack.length - 1];
    if (top) {
      return top.text === '(';
    }
    let index = this.index;
    while (this.tokens[index]?.kind === 'newline') {
      index++;
    }
    if (this.tokens[index]?.text !== '(') {
      return false;
    }
    this.index = index;
    return true;
  }
}

/** The macros defined so far. */
export class MacroTable {
  private readonly macros = new Map<string, Macro>();
  private work = 0;
  private depth = 0;

  has(name: string): boolean {
    return this.macros.has(name);
  }

  define(macro: Macro): void {
    this.macros.set(macro.name, macro);
  }

  /** Defines an object-like macro from text, as a compiler's -D does. */
  defineText(name: string, text: string): void {
    const body = preprocessorTokens(text).tokens.filter((token) => token.kind !== 'end' && token.kind !== 'newline');
    this.define({ name, variadic: false, body: body.map(asBody) });
  }

  undefine(name: string): void {
    this.macros.delete(name);
  }

  /** Expands the macro whose name stands at `index`. The output is the name itself when it is not used as a macro. */
  expandAt(tokens: readonly PreprocessorToken[], index: number): Expansion {
    const work = new Work(tokens, index);
    const output: PreprocessorToken[] = [];
    do {
      this.step(work, output);
    } while (work.pushedBack);
    return { output, next: work.index };
  }

  /** Expands everything in a list of tokens. */
  expandAll(tokens: readonly PreprocessorToken[]): PreprocessorToken[] {
    if (this.depth >= limits.macroDepth) {
      throw new MacroError(`macro calls are nested more than ${limits.macroDepth} deep`);
    }
    this.depth++;
    try {
      const work = new Work(tokens, 0);
      const output: PreprocessorToken[] = [];
      while (this.step(work, output)) {
        // Each step takes at least one token.
      }
      return output;
    } finally {
      this.depth--;
    }
  }

  /** Charges work to the compilation's budget, so that no definition can make expansion run away. */
  charge(amount: number): void {
    this.work += amount;
    if (this.work > limits.macroWork) {
      throw new MacroError('macros expand to too much');
    }
  }

  private step(work: Work, output: PreprocessorToken[]): boolean {
    const token = work.next();
    if (!token) {
      return false;
    }
    const macro =
      token.kind === 'identifier' && !token.hidden?.has(token.text) ? this.macros.get(token.text) : undefined;
    if (!macro || (macro.parameters && !work.parenthesisFollows())) {
      this.charge(1 + (token.text.length >> 6));
      output.push(token);
      return true;
    }
    work.pushBack(macro.parameters ? this.call(macro, token, work) : this.replace(macro, token));
    return true;
  }

  private replace(macro: Macro, use: PreprocessorToken): PreprocessorToken[] {
    const hidden = new Set(use.hidden ?? NOTHING).add(macro.name);
    return this.finish(substitute(macro, [], [], this), use, hidden);
  }

  private call(macro: Macro, use: PreprocessorToken, work: Work): PreprocessorToken[] {
    const { groups, last } = this.collectArguments(macro, work);
    const raw = assignArguments(macro, groups);
    const expanded = raw.map((argument) => this.expandAll(argument));
    const both = [...(use.hidden ?? NOTHING)].filter((name) => last.hidden?.has(name));
    return this.finish(substitute(macro, raw, expanded, this), use, new Set(both).add(macro.name));
  }

  private collectArguments(macro: Macro, work: Work): { groups: PreprocessorToken[][]; last: PreprocessorToken } {
    work.next();
    const groups: PreprocessorToken[][] = [[]];
    let depth = 0;
    let newline = false;
    for (let count = 0; count < limits.macroLength; count++) {
      const token = work.next();
      this.charge(1);
      if (!token) {
        throw new MacroError(`the arguments of macro ${macro.name} are not closed with ')'`);
      }
      if (token.kind === 'newline') {
        newline = true;
        continue;
      }
      if (token.text === ')' && depth === 0) {
        return { groups, last: token };
      }
      depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0;
      if (token.text === ',' && depth === 0) {
        groups.push([]);
      } else {
        groups[groups.length - 1]!.push(newline && !token.space ? { ...token, space: true } : token);
      }
      newline = false;
    }
    throw new MacroError(`the arguments of macro ${macro.name} are longer than ${limits.macroLength} tokens`);
  }

  /** Drops placemarkers and paints the tokens with the macros they must not expand again. */
  private finish(
    tokens: readonly PreprocessorToken[],
    use: PreprocessorToken,
    hidden: ReadonlySet<string>,
  ): PreprocessorToken[] {
    this.charge(tokens.length + hidden.size);
    const kept = tokens.filter((token) => token.text !== '');
    return kept.map((token, index) => {
      this.charge(token.hidden?.size ?? 0);
      const names = token.hidden ? new Set([...token.hidden, ...hidden]) : hidden;
      return { ...token, hidden: names, space: index === 0 ? use.space : token.space };
    });
  }

  /** The two tokens as one, where their texts make one. */
  paste(left: PreprocessorToken, right: PreprocessorToken): PreprocessorToken[] {
    const text = left.text + right.text;
    this.charge(text.length >> 6);
    const { tokens } = preprocessorTokens(checkedLength(text));
    if (tokens.length !== 2 && text !== '') {
      return [left, { ...right, space: false }];
    }
    return text === '' ? [PLACEMARKER] : [{ ...asBody(tokens[0]!), space: left.space }];
  }
}

/** A token of a macro's body has no place in the file that uses it. */
export function asBody(token: PreprocessorToken): PreprocessorToken {
  return { ...token, start: -1, end: -1, comment: false };
}

/** One list of tokens for each parameter. */
function assignArguments(macro: Macro, groups: PreprocessorToken[][]): PreprocessorToken[][] {
  const wanted = macro.parameters!.length;
  if (wanted === 0 && groups.length === 1 && groups[0]!.length === 0) {
    return [];
  }
  if (macro.variadic && groups.length >= wanted) {
    return [...groups.slice(0, wanted - 1), joinWithCommas(groups.slice(wanted - 1))];
  }
  if (macro.variadic && groups.length === wanted - 1) {
    return [...groups, []];
  }
  if (groups.length !== wanted) {
    throw new MacroError(`macro ${macro.name} takes ${wanted} arguments and is given ${groups.length}`);
  }
  return groups;
}

function joinWithCommas(groups: readonly PreprocessorToken[][]): PreprocessorToken[] {
  return groups.flatMap((group, index) => (index === 0 ? group : [{ ...PLACEMARKER, text: ',' }, ...group]));
}

function substitute(
  macro: Macro,
  raw: readonly PreprocessorToken[][],
  expanded: readonly PreprocessorToken[][],
  table: MacroTable,
): PreprocessorToken[] {
  const { body } = macro;
  const parameterOf = (token: PreprocessorToken | undefined): number =>
    token?.kind === 'identifier' ? (macro.parameters?.indexOf(token.text) ?? -1) : -1;
  const output: PreprocessorToken[] = [];
  let length = 0;
  for (let i = 0; i < body.length; i++) {
    const token = body[i]!;
    let piece: readonly PreprocessorToken[];
    let pasted = false;
    const parameter = parameterOf(token);
    if (token.text === '#' && macro.parameters && parameterOf(body[i + 1]) >= 0) {
      piece = [stringify(raw[parameterOf(body[++i])]!, token.space)];
    } else if (token.text === '##' && output.length > 0 && i + 1 < body.length) {
      const next = body[++i]!;
      const operand = parameterOf(next) >= 0 ? raw[parameterOf(next)]! : [next];
      const [first = PLACEMARKER, ...rest] = operand;
      piece = [...table.paste(output.pop()!, first), ...rest];
      pasted = true;
    } else if (parameter >= 0) {
      const argument = body[i + 1]?.text === '##' ? raw[parameter]! : expanded[parameter]!;
      piece = argument.length > 0 ? argument : [PLACEMARKER];
    } else {
      piece = [token];
    }
    length += piece.length;
    if (length > limits.macroLength) {
      throw new MacroError(`macro ${macro.name} expands to more than ${limits.macroLength} tokens at once`);
    }
    // The first token of a substituted argument is spaced as the parameter was.
    piece.forEach((one, index) => {
      output.push(index === 0 && !pasted && one.space !== token.space ? { ...one, space: token.space } : one);
    });
  }
  return output;
}

function stringify(argument: readonly PreprocessorToken[], space: boolean): PreprocessorToken {
  const parts = argument.map((token, index) => {
    const text = token.kind === 'string' ? token.text.replace(/[\\"]/g, '\\$&') : token.text;
    return (token.space && index > 0 ? ' ' : '') + text;
  });
  return { ...PLACEMARKER, kind: 'string', text: checkedLength(`"${parts.join('')}"`), space };
}

function checkedLength(text: string): string {
  if (text.length > limits.macroLength) {
    throw new MacroError(`a macro makes a word of more than ${limits.macroLength} characters`);
  }
  return text;
}
