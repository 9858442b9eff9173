// SPDX-License-Identifier: Apache-2.0
/** The findings of the binding checks on one source file. */

import type { SourceRange } from '../../source';
import type { DeviceTree } from '../../tree';
import { type NodeFinding, TreeChecker } from '../check';
import type { Misfit } from '../instance';
import type { BindingLibrary, BindingProblem } from '../library';
import { describeFailure, describeMisfit } from './describe';
import type { BindingFinding } from './finding';
import { Locator } from './locate';
import { type Suggestion, suggestionsFor } from './suggest';

/** Checks trees one after the other; quickest when each is an edit of the last. */
export class BindingChecker {
  private readonly checker: TreeChecker;

  constructor(private readonly library: BindingLibrary) {
    this.checker = new TreeChecker(library);
  }

  /**
   * Checks all nodes with the bindings that apply to them.
   * @param file the main file, for what has no place in the source
   */
  check(tree: DeviceTree, file: string): BindingFinding[] {
    const locator = new Locator(tree, startOf(file));
    const { findings, misfits } = this.checker.check(tree.root);
    const all = [
      ...misfits.map((misfit) => fromMisfit(misfit, locator.property(misfit.node, misfit.property))),
      ...findings.map((finding) => this.fromFailure(finding, locator.failure(finding.node, finding.failure))),
    ];
    return withoutDuplicates(all);
  }

  /** What is wrong with the bindings that were applied so far, each on its file. */
  get problems(): readonly BindingProblem[] {
    const { endless, unresolved } = this.checker;
    // Without dt-schema there are hundreds of references into it; the library says that by itself.
    return [...endless, ...(this.library.lacksCore ? [] : unresolved)].map(({ binding, message }) => {
      const file = this.library.entry(binding)?.file ?? binding;
      return { message, range: startOf(file) };
    });
  }

  private fromFailure({ node, binding, selectedBy, failure }: NodeFinding, range: SourceRange): BindingFinding {
    const suggestions = suggestionsFor(failure, (failing) => this.checker.namesOf(failing));
    return {
      severity: 'error',
      code: `binding-${failure.keyword}`,
      message: `${describeFailure(failure)}${question(suggestions)}`,
      range,
      node: node.path || '/',
      propertyPath: failure.path,
      schema: binding,
      kind: failure.keyword,
      selectedBy: selectedBy ?? null,
      isConsequence: failure.names.length > 0 && failure.obscured.length === failure.names.length,
      suggestions,
      failure,
    };
  }
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
