// SPDX-License-Identifier: Apache-2.0
/** The findings of the binding checks on one source file. */

import type { SourceRange } from '../../source';
import type { DeviceTree } from '../../tree';
import { type NodeFinding, TreeChecker } from '../check';
import type { Failure } from '../evaluate';
import { type Misfit, NodeInstance } from '../instance';
import type { BindingLibrary, BindingProblem } from '../library';
import { describeFailure, describeMisfit } from './describe';
import type { BindingFinding } from './finding';
import { fixesFor } from './fixes';
import { Locator } from './locate';
import { placeInBinding } from './origin';
import { type Suggestion, suggestionsFor } from './suggest';

/** Files whose last tree is kept, so that an edit of one costs little. */
const MOST_KEPT = 4;

/** Checks the trees of files one after the other; quickest when each is an edit of the file's last. */
export class BindingChecker {
  /** By file, the one used last at the end. */
  private readonly checkers = new Map<string, TreeChecker>();
  private readonly found = new Map<string, BindingProblem>();

  constructor(private readonly library: BindingLibrary) {}

  /**
   * Checks all nodes with the bindings that apply to them.
   * @param file the main file, for what has no place in the source
   */
  check(tree: DeviceTree, file: string): BindingFinding[] {
    const locator = new Locator(tree, startOf(file));
    const checker = this.checkerFor(file);
    const { findings, misfits } = checker.check(tree.root);
    this.keepProblems(checker);
    const all = [
      ...misfits.map((misfit) => fromMisfit(misfit, locator.property(misfit.node, misfit.property))),
      ...findings.map((finding) => fromFailure(finding, { locator, checker, library: this.library })),
    ];
    return withoutDuplicates(all);
  }

  /** What is wrong with the bindings that were applied so far, each on its file. */
  get problems(): readonly BindingProblem[] {
    return [...this.found.values()];
  }

  private checkerFor(file: string): TreeChecker {
    const checker = this.checkers.get(file) ?? new TreeChecker(this.library);
    this.checkers.delete(file);
    this.checkers.set(file, checker);
    const [oldest] = this.checkers.keys();
    if (this.checkers.size > MOST_KEPT && oldest !== undefined) {
      this.checkers.delete(oldest);
    }
    return checker;
  }

  private keepProblems({ endless, unresolved }: TreeChecker): void {
    // Without dt-schema there are hundreds of references into it; the library says that by itself.
    for (const { binding, message } of [...endless, ...(this.library.lacksCore ? [] : unresolved)]) {
      const file = this.library.entry(binding)?.file ?? binding;
      this.found.set(`${binding} ${message}`, { message, range: startOf(file) });
    }
  }
}

interface ReportContext {
  readonly locator: Locator;
  readonly checker: TreeChecker;
  readonly library: BindingLibrary;
}

function fromFailure({ node, binding, selectedBy, failure }: NodeFinding, context: ReportContext): BindingFinding {
  const { locator, checker, library } = context;
  const suggestions = suggestionsFor(failure, (failing) => checker.namesOf(failing).keys());
  let fixes: BindingFinding['fixes'];
  return {
    severity: 'error',
    code: `binding-${failure.keyword}`,
    message: `${describeFailure(failure)}${question(suggestions)}`,
    range: locator.failure(node, failure),
    node: node.path || '/',
    propertyPath: failure.path,
    schema: binding,
    kind: failure.keyword,
    selectedBy: selectedBy ?? null,
    isConsequence: failure.names.length > 0 && failure.obscured.length === failure.names.length,
    suggestions,
    // These two cost something, and not everybody wants them.
    get related() {
      return originOf(failure, library);
    },
    get fixes() {
      fixes ??= fixesFor({
        ...{ node, failure, suggestions, locator },
        typeOf: (name) => library.typesFor(compatiblesOf(failure)).of(name),
        known: checker.namesOf(failure),
      });
      return fixes;
    },
    failure,
  };
}

/** Nodes that an edit leaves alone keep their failures, so that their bindings need not be read again. */
const ORIGINS = new WeakMap<Failure, NonNullable<BindingFinding['related']>>();

function originOf(failure: Failure, library: BindingLibrary): NonNullable<BindingFinding['related']> {
  const known = ORIGINS.get(failure);
  if (known) {
    return known;
  }
  const range = placeInBinding(failure, library);
  const related = range ? [{ message: 'the binding says so here', range }] : [];
  ORIGINS.set(failure, related);
  return related;
}

function compatiblesOf({ instance }: Failure): string[] {
  const compatible = instance instanceof NodeInstance ? instance.get('compatible') : undefined;
  return Array.isArray(compatible) ? compatible.filter((name) => typeof name === 'string') : [];
}

/** Checks one tree by itself. */
export function checkBindings(tree: DeviceTree, library: BindingLibrary, file: string): BindingFinding[] {
  return new BindingChecker(library).check(tree, file);
}

function startOf(file: string): SourceRange {
  const start = { line: 0, column: 0 };
  return { file, start, end: start };
}

function fromMisfit(misfit: Misfit, range: SourceRange): BindingFinding {
  const message = describeMisfit(misfit);
  const verdict = { node: null, propertyPath: [], schema: null, kind: 'decode', selectedBy: null };
  return {
    severity: 'error',
    code: 'binding-decode',
    message,
    range,
    ...verdict,
    isConsequence: false,
    suggestions: [],
    failure: undefined,
  };
}

function question(suggestions: readonly Suggestion[]): string {
  return suggestions.length > 0 ? `; did you mean ${suggestions.map(({ meant }) => `'${meant}'`).join(', ')}?` : '';
}

/** Several parts of a binding may find the same. */
function withoutDuplicates(findings: readonly BindingFinding[]): BindingFinding[] {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const { node, propertyPath, schema, kind, message } = finding;
    const key = JSON.stringify([node, propertyPath, schema, kind, message]);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
