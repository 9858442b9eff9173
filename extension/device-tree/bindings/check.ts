// SPDX-License-Identifier: Apache-2.0
/** Checks all nodes of a tree with the bindings that apply to them. Verdicts are those of dt-validate. */

import { EndlessSchemaError, Evaluator, type Failure, References, type Resource } from './evaluate';
import { decodeTree, type Misfit, NodeInstance, type SourceNode } from './instance';
import type { BindingLibrary } from './library';
import type { Schema } from './schema';

/** A node does not meet a binding. */
export interface NodeFinding {
  readonly node: NodeInstance;
  /** Id of the binding that was selected for the node. */
  readonly binding: string;
  /** The compatible string that selected it; undefined when it applies by a condition of its own. */
  readonly selectedBy: string | undefined;
  readonly failure: Failure;
}

export interface BindingVerdict {
  readonly findings: readonly NodeFinding[];
  /** Values that do not fit the type of their property, whatever the node. */
  readonly misfits: readonly Misfit[];
  /** Bindings that refer to themselves without end, or to what is not there. */
  readonly faults: readonly string[];
}

/** @param source the root node */
export function checkTree(source: SourceNode, library: BindingLibrary): BindingVerdict {
  return new TreeChecker(library).check(source);
}

class TreeChecker {
  private readonly references: References;
  private readonly evaluator: Evaluator;
  private readonly findings: NodeFinding[] = [];
  private readonly faults = new Set<string>();

  constructor(private readonly library: BindingLibrary) {
    this.references = new References((id) => library.resource(id));
    this.evaluator = new Evaluator(this.references);
  }

  check(source: SourceNode): BindingVerdict {
    const { root, misfits } = decodeTree(source, this.library.types);
    this.visit(root, false);
    return { findings: this.findings, misfits, faults: [...this.faults, ...this.references.unresolved] };
  }

  /** @param inherited whether a node above is disabled; a status of the node's own overrides that */
  private visit(node: NodeInstance, inherited: boolean): void {
    const status = node.get('status');
    const disabled = Array.isArray(status) ? status.includes('disabled') : inherited;
    this.checkNode(node, disabled);
    // Nodes know their name only when they are checked themselves, as dt-validate has it.
    for (const child of [...node.children()]) {
      this.visit(child, disabled);
    }
  }

  private checkNode(node: NodeInstance, disabled: boolean): void {
    node.members.set('$nodename', [node.name]);
    const selectedBy = this.knownCompatible(node);
    const selected = selectedBy === undefined ? undefined : this.library.idFor(selectedBy);
    if (selected !== undefined) {
      this.apply(node, this.library.resource(selected)!, disabled, selectedBy);
    }
    for (const { id, condition } of this.library.selectable) {
      const resource = this.library.resource(id)!;
      if (this.holds(node, condition, resource)) {
        this.apply(node, resource, disabled, undefined);
      }
    }
  }

  /** The first compatible string that any binding knows. */
  private knownCompatible(node: NodeInstance): string | undefined {
    const compatible = node.get('compatible');
    const names = (Array.isArray(compatible) ? compatible : []).filter((name) => typeof name === 'string');
    return names.find((name) => this.library.idFor(name) !== undefined);
  }

  private holds(node: NodeInstance, condition: Schema, resource: Resource): boolean {
    return this.guarded(resource, () => this.evaluator.meets(node, condition, resource)) ?? false;
  }

  private apply(node: NodeInstance, resource: Resource, disabled: boolean, selectedBy: string | undefined): void {
    const failures = this.guarded(resource, () => this.evaluator.check(node, resource.root, resource)) ?? [];
    for (const failure of failures) {
      if (!((disabled || isDisabled(failure)) && isExcused(failure))) {
        this.findings.push({ node, binding: resource.id, selectedBy, failure });
      }
    }
  }

  private guarded<T>(resource: Resource, part: () => T): T | undefined {
    try {
      return part();
    } catch (error) {
      if (error instanceof EndlessSchemaError) {
        this.faults.add(`${resource.id}: ${error.message}`);
        return undefined;
      }
      throw error;
    }
  }
}

/** The failing node may be below the one that is checked, and disabled itself. */
function isDisabled({ instance }: Failure): boolean {
  const status = instance instanceof NodeInstance ? instance.get('status') : undefined;
  return Array.isArray(status) && status.includes('disabled');
}

/** A disabled node may lack what a board would add, and have what only an enabled one may. */
function isExcused(failure: Failure): boolean {
  return [failure, ...failure.causes].some(
    ({ keyword }) => keyword === 'required' || keyword === 'unevaluatedProperties',
  );
}
