// SPDX-License-Identifier: Apache-2.0
/** Examples of a binding: each is put into a tree as dt-schema does, compiled, and checked with the bindings. */

import { isScalar, type Node, type Scalar } from 'yaml';
import { BindingChecker } from '../bindings';
import { compileDts } from '../compile';
import type { Diagnostic } from '../diagnostics';
import type { Position, SourceRange } from '../source';
import type { Findings } from './findings';
import type { BindingFileOptions } from './options';
import type { Mapping } from './yaml-map';

/** Bindings in use have up to ten. */
const MAXIMUM = 100;

export function checkExamples(
  top: Mapping,
  text: string,
  findings: Findings,
  options: BindingFileOptions,
): readonly Diagnostic[] {
  const examples = (top.list('examples') ?? []).slice(0, MAXIMUM);
  // One file to dt-schema: what one example includes, the later ones have too.
  const directives: string[] = [];
  return examples.flatMap((place, index) => {
    if (!isScalar(place) || typeof place.value !== 'string') {
      return [];
    }
    const example = new Example(place as Scalar<string>, { index, directives: [...directives], text, findings });
    directives.push(...(place.value.match(/^[ \t]*#include[ \t].*/gm) ?? []));
    return checkExample(example, options);
  });
}

function checkExample(example: Example, { file, library, readInclude }: BindingFileOptions): readonly Diagnostic[] {
  const { tree, diagnostics } = compileDts(example.source, { file, readInclude });
  const faults = diagnostics.filter(({ severity }) => severity === 'error');
  const found: readonly Diagnostic[] =
    faults.length > 0 || !tree || !library
      ? faults
      : new BindingChecker(library).check(tree, file).filter(({ isConsequence }) => !isConsequence);
  return found.map((each) => ({
    ...{ severity: each.severity, code: each.code, node: each.node ?? null },
    message: `in this example: ${each.message}`,
    range: example.inFile(each.range),
  }));
}

interface Surroundings {
  readonly index: number;
  /** What earlier examples include, one each line. */
  readonly directives: readonly string[];
  /** Of the binding's file. */
  readonly text: string;
  readonly findings: Findings;
}

class Example {
  /** A tree around the example. */
  readonly source: string;
  /** Lines of the source before the example's own. */
  private readonly linesBefore: number;
  private readonly findings: Findings;
  private readonly firstLine: number;
  private readonly indent: number | undefined;

  constructor(
    private readonly place: Scalar<string>,
    { index, directives, text, findings }: Surroundings,
  ) {
    const tree = isWhole(place.value) ? `${HEAD}\n${place.value}` : inTree(place.value, index);
    this.source = [...directives, tree].join('\n');
    this.linesBefore = directives.length + 1;
    this.findings = findings;
    const lines = text.split('\n');
    this.firstLine = findings.position(place.range?.[0] ?? 0).line + 1;
    this.indent = place.type === 'BLOCK_LITERAL' ? indentOf(lines, this.firstLine, place.value) : undefined;
  }

  /** Where in the binding's file something in the source is; the example as a whole for what was put around it. */
  inFile(range: SourceRange): SourceRange {
    const { start, end } = range;
    if (range.file !== this.findings.file || this.indent === undefined || !this.holds(start) || !this.holds(end)) {
      return this.whole;
    }
    return { file: range.file, start: this.moved(start), end: this.moved(end) };
  }

  private get whole(): SourceRange {
    const { file, start } = this.findings.rangeOf(this.place as Node);
    return { file, start, end: { line: start.line, column: start.column + 1 } };
  }

  private holds({ line }: Position): boolean {
    return line >= this.linesBefore && line <= this.place.value.split('\n').length + this.linesBefore;
  }

  private moved({ line, column }: Position): Position {
    return { line: this.firstLine + line - this.linesBefore, column: column + this.indent! };
  }
}

/** References to what the example leaves out stay open, as in an overlay. */
const HEAD = '/dts-v1/; /plugin/;';

/** Whether it is a tree, not a part of one. */
function isWhole(example: string): boolean {
  return /^\s*\/\s*\{/m.test(example);
}

function inTree(example: string, index: number): string {
  const cells = /\binterrupts\s*=\s*<([^>]*)>/.exec(example)?.[1];
  const [parent, controller] = cells === undefined ? ['', ''] : aroundInterrupts(countCells(cells));
  const start = `${HEAD} / { compatible = "foo"; model = "foo"; #address-cells = <1>; #size-cells = <1>; ${controller}`;
  return `${start} example-${index} { #address-cells = <1>; #size-cells = <1>; ${parent}\n${example}\n}; };`;
}

function aroundInterrupts(cells: number): readonly [parent: string, controller: string] {
  const controller = `fake_intc: fake-interrupt-controller { interrupt-controller; #interrupt-cells = <${cells}>; };`;
  return ['interrupt-parent = <&fake_intc>;', controller];
}

/** Values between spaces; an expression in parentheses is one. */
function countCells(cells: string): number {
  const bare = cells.replace(/\/\*[\s\S]*?\*\//g, ' ').replace(/\/\/.*/g, ' ');
  return Math.max(1, bare.match(/\([^()]*\)|[^\s()]+/g)?.length ?? 0);
}

/** Columns that a text in the file is moved to the right. */
function indentOf(lines: readonly string[], from: number, text: string): number {
  const at = text.split('\n').findIndex((line) => line.trim() !== '');
  const inFile = lines[from + at]?.trimEnd() ?? '';
  return Math.max(0, inFile.length - (text.split('\n')[at]?.trimEnd().length ?? 0));
}
