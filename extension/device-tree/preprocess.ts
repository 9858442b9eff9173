// SPDX-License-Identifier: Apache-2.0
/**
 * The phase before the device-tree language: #include, /include/, #define, #if and their kin, as `cpp -x
 * assembler-with-cpp` does them: a line such as `#address-cells = <1>;` is no directive and passes through. The result
 * is one text that knows where each piece came from.
 */

import type { DiagnosticList } from './diagnostics';
import { type DirectiveHost, Directives } from './directives';
import { limits } from './limits';
import { MacroError, MacroTable } from './macros';
import { type PreprocessorToken, preprocessorTokens } from './preprocessor-tokens';
import { rangeIn, SourceFile, type SourceRange, type SourceView } from './source';
import { type MappedText, MappedTextBuilder } from './source-map';

export interface IncludedFile {
  readonly file: string;
  readonly text: string;
}

export interface PreprocessOptions {
  /** Name of the file, as diagnostics are to show it. */
  readonly file: string;
  /** Finds an included file; `from` is the name of the file that includes it. Undefined when there is none. */
  readonly readInclude?: ((path: string, from: string) => IncludedFile | undefined) | undefined;
  /** Macros that are defined from the start, with their text. Default: `__DTS__` as 1, as Linux does. */
  readonly defines?: Readonly<Record<string, string>> | undefined;
}

/** Runs the preprocessor over a file and all it includes. */
export function preprocess(text: string, options: PreprocessOptions, diagnostics: DiagnosticList): MappedText {
  const run = new Preprocessor(options, diagnostics);
  for (const [name, value] of Object.entries(options.defines ?? { __DTS__: '1' })) {
    run.macros.defineText(name, value);
  }
  return run.runAll(new SourceFile(options.file, text));
}

class Preprocessor {
  readonly macros = new MacroTable();
  private readonly builder = new MappedTextBuilder();
  private readonly includedOnce = new Set<string>();
  private included = 0;
  private includedCharacters = 0;
  private depth = 0;
  private full = false;

  constructor(
    private readonly options: PreprocessOptions,
    private readonly diagnostics: DiagnosticList,
  ) {}

  runAll(file: SourceFile): MappedText {
    return this.builder.finish(this.runFile(file));
  }

  /** @returns the file as it is to be shown at its end */
  runFile(file: SourceFile): SourceView {
    const { tokens, openComment } = preprocessorTokens(file.text);
    const pass = new FilePass(file, tokens, this, this.builder, this.macros, this.diagnostics);
    if (openComment !== undefined) {
      const range = rangeIn(pass.view, openComment, openComment + 2);
      this.diagnostics.error('dts-open-comment', "this comment is not closed with '*/'", range);
    }
    pass.run();
    return pass.view;
  }

  include(path: string, from: string, range: SourceRange): void {
    if (this.depth >= limits.includeDepth || this.included >= limits.includes) {
      const message = `too many included files (${limits.includeDepth} deep, ${limits.includes} in all)`;
      this.diagnostics.error('dts-include', `${message}; does ${path} include itself?`, range);
      return;
    }
    const found = this.options.readInclude?.(path, from);
    if (!found) {
      this.diagnostics.error('dts-include', `cannot find the included file ${path}`, range);
      return;
    }
    if (this.includedOnce.has(found.file)) {
      return;
    }
    this.included++;
    this.includedCharacters += found.text.length;
    if (this.includedCharacters > limits.includedCharacters) {
      const message = `the included files hold more than ${limits.includedCharacters} characters`;
      this.diagnostics.error('dts-include', message, range);
      return;
    }
    this.depth++;
    this.runFile(new SourceFile(found.file, found.text));
    this.depth--;
  }

  once(file: string): void {
    this.includedOnce.add(file);
  }

  /** Whether the text has grown too long; said once. */
  isFull(range: () => SourceRange): boolean {
    if (!this.full && this.builder.length > limits.expandedCharacters) {
      this.full = true;
      const message = `the text is longer than ${limits.expandedCharacters} characters after preprocessing`;
      this.diagnostics.error('dts-too-long', message, range());
    }
    return this.full;
  }
}

/** One pass over one file. */
class FilePass implements DirectiveHost {
  view: SourceView;
  private readonly directives: Directives;

  constructor(
    readonly file: SourceFile,
    private readonly tokens: readonly PreprocessorToken[],
    private readonly owner: Preprocessor,
    private readonly builder: MappedTextBuilder,
    readonly macros: MacroTable,
    readonly diagnostics: DiagnosticList,
  ) {
    this.view = { file, name: file.name, lineShift: 0 };
    this.directives = new Directives(this);
  }

  run(): void {
    let index = 0;
    let lineStart = true;
    while (index < this.tokens.length && !this.owner.isFull(() => this.rangeOf(this.tokens[index]!))) {
      const token = this.tokens[index]!;
      if (lineStart && this.directives.isDirective(this.tokens, index)) {
        index = this.runDirective(index);
        continue;
      }
      lineStart = token.kind === 'newline';
      index = this.directives.active ? this.emit(index) : index + 1;
    }
    this.directives.finish();
  }

  rangeOf(first: PreprocessorToken, last: PreprocessorToken = first): SourceRange {
    return rangeIn(this.view, first.start, last.end);
  }

  include(path: string, range: SourceRange): void {
    this.owner.include(path, this.file.name, range);
  }

  once(): void {
    this.owner.once(this.file.name);
  }

  /** Handles a marker such as `# 12 "file"`: the line after `token` is line `line` (from 1) of `name`. */
  renumber(token: PreprocessorToken, line: number, name: string | undefined): void {
    const next = this.file.positionAt(token.start).line + 1;
    this.view = { file: this.file, name: name ?? this.view.name, lineShift: line - 1 - next };
  }

  private runDirective(index: number): number {
    let end = index;
    while (this.tokens[end]!.kind !== 'newline' && this.tokens[end]!.kind !== 'end') {
      end++;
    }
    this.guarded(this.tokens[index]!, () =>
      this.directives.run(this.tokens.slice(index + 1, end), this.tokens[index]!),
    );
    return end;
  }

  private guarded(at: PreprocessorToken, action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof MacroError)) {
        throw error;
      }
      this.diagnostics.error('dts-macro', error.message, this.rangeOf(at));
    }
  }

  /** Copies or expands the token at `index`. @returns the index of the next token */
  private emit(index: number): number {
    const token = this.tokens[index]!;
    this.emitBlanks(index);
    const include = this.includeStatement(index);
    if (include) {
      this.include(include.text.slice(1, -1), this.rangeOf(token, include));
      return index + 4;
    }
    if (token.kind === 'identifier' && this.macros.has(token.text)) {
      return this.expand(index);
    }
    if (token.text.length === token.end - token.start) {
      this.builder.copy(this.view, token.start, token.end);
    } else {
      this.builder.replace(token.text, this.view, token.start, token.end);
    }
    return index + 1;
  }

  private emitBlanks(index: number): void {
    const token = this.tokens[index]!;
    const before = index > 0 ? this.tokens[index - 1]!.end : 0;
    if (token.comment) {
      this.builder.replace(' ', this.view, before, token.start);
    } else {
      this.builder.copy(this.view, before, token.start);
    }
  }

  /** The string of `/include/ "path"` when that stands at `index`. */
  private includeStatement(index: number): PreprocessorToken | undefined {
    const [slash, word, close, path] = [0, 1, 2, 3].map((offset) => this.tokens[index + offset]);
    const matches = slash?.text === '/' && word?.text === 'include' && close?.text === '/' && path?.kind === 'string';
    return matches && !word.space && !close.space && path.text.startsWith('"') ? path : undefined;
  }

  private expand(index: number): number {
    const use = this.tokens[index]!;
    let next = index + 1;
    this.guarded(use, () => {
      const expansion = this.macros.expandAt(this.tokens, index);
      next = expansion.next;
      this.emitExpansion(expansion.output, index, next);
    });
    return next;
  }

  /** Writes what the tokens from `index` to `next` (exclusive) expand to. */
  private emitExpansion(output: readonly PreprocessorToken[], index: number, next: number): void {
    const use = this.tokens[index]!;
    const end = this.tokens[next - 1]!.end;
    let before = use.space ? '' : (this.tokens[index - 1]?.text ?? '');
    output.forEach((token, position) => {
      if ((position > 0 && token.space) || wouldMerge(before, token.text)) {
        this.builder.replace(' ', this.view, use.start, end);
      }
      // A token that the user wrote as an argument keeps its own place; others stand for the macro's whole use.
      const own = token.start >= 0;
      this.builder.replace(token.text, this.view, own ? token.start : use.start, own ? token.end : end);
      before = token.text;
    });
    const follower = this.tokens[next];
    if (follower && !follower.space && wouldMerge(before, follower.text)) {
      this.builder.replace(' ', this.view, end, end);
    }
  }
}

/** Whether two texts written side by side would read as something else (a longer word, another operator). */
function wouldMerge(left: string, right: string): boolean {
  const pair = left.slice(-1) + right.slice(0, 1);
  return (
    /^\w\w$|^(&&|\|\||<<|>>|==|[<>!]=|\+\+|--|##|\/\/|\/\*)$/.test(pair) ||
    (/^\.?[0-9]/.test(left) && /[.+-]$/.test(pair))
  );
}
