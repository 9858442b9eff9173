// SPDX-License-Identifier: Apache-2.0
/** Checks all nodes of a tree with the bindings that apply to them. Verdicts are those of dt-validate. */

import {
  type BindingFault,
  EndlessSchemaError,
  Evaluator,
  type Failure,
  namedProperties,
  References,
  type Resource,
} from './evaluate';
import { decodeTree, type Misfit, NodeInstance, type SourceNode } from './instance';
import type { BindingLibrary } from './library';
import type { Json, Schema } from './schema';
import { unchangedNodes } from './unchanged';

/** The member that bindings know a node's name by. */
const OWN_NAME = '$nodename';

/** A node does not meet a binding. */
export interface NodeFinding {
  readonly node: NodeInstance;
  /** Id of the binding that was selected for the node. */
  readonly binding: string;
  /** The compatible string that selected it; undefined when it applies by a condition of its own. */
  readonly selectedBy: string | undefined;
  readonly failure: Failure;
}

export interface TreeVerdict {
  readonly findings: readonly NodeFinding[];
  /** Values that do not fit the type of their property, whatever the node. */
  readonly misfits: readonly Misfit[];
}

/** What was found on one node. */
interface NodeVerdict {
  /** Whether the node counted as disabled. */
  readonly disabled: boolean;
  readonly findings: readonly NodeFinding[];
}

/** Checks trees one after the other. Of a tree that differs little from the last one, only what differs is checked. */
export class TreeChecker {
  private readonly references: References;
  private readonly evaluator: Evaluator;
  private readonly loops = new Set<string>();
  private findings: NodeFinding[] = [];
  private last: NodeInstance | undefined;
  private verdicts = new Map<NodeInstance, NodeVerdict>();

  constructor(private readonly library: BindingLibrary) {
    this.references = new References((id) => library.resource(id));
    this.evaluator = new Evaluator(this.references);
  }

  /** Bindings that were found to refer to themselves when they were applied. */
  get endless(): readonly BindingFault[] {
    return [...this.loops].map((binding) => ({ binding, message: 'refers to itself without end' }));
  }

  /** References that were followed and lead nowhere. */
  get unresolved(): readonly BindingFault[] {
    return this.references.unresolved;
  }

  /** The properties that a failing schema speaks of by name. */
  namesOf({ schema, binding }: Failure): ReadonlyMap<string, Json> {
    const resource = this.library.resource(binding);
    return resource ? namedProperties(schema, resource, this.references) : new Map();
  }

  /** @param source the root node */
  check(source: SourceNode): TreeVerdict {
    const { root, misfits } = decodeTree(source, this.library.types, (names) => this.library.typesFor(names));
    const unchanged = this.last ? unchangedNodes(root, this.last) : new Map<NodeInstance, NodeInstance>();
    const verdicts = new Map<NodeInstance, NodeVerdict>();
    this.visit(root, false, (node, disabled) => {
      const before = this.verdicts.get(unchanged.get(node) ?? node);
      const verdict = before?.disabled === disabled ? before : { disabled, findings: this.checkNode(node, disabled) };
      verdicts.set(node, verdict);
      node.members.set(OWN_NAME, [node.name]);
    });
    this.last = root;
    this.verdicts = verdicts;
    return { findings: [...verdicts.values()].flatMap(({ findings }) => findings), misfits };
  }

  /** @param inherited whether a node above is disabled; a status of the node's own overrides that */
  private visit(node: NodeInstance, inherited: boolean, check: (node: NodeInstance, disabled: boolean) => void): void {
    const status = node.get('status');
    const disabled = Array.isArray(status) ? status.includes('disabled') : inherited;
    check(node, disabled);
    // Nodes know their name only when they are checked themselves, as dt-validate has it.
    for (const child of [...node.children()]) {
      this.visit(child, disabled, check);
    }
  }

  private checkNode(node: NodeInstance, disabled: boolean): readonly NodeFinding[] {
    this.findings = [];
    node.members.set(OWN_NAME, [node.name]);
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
    return this.findings;
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
    if (this.loops.has(resource.id)) {
      return undefined;
    }
    try {
      return part();
    } catch (error) {
      if (error instanceof EndlessSchemaError) {
        this.loops.add(resource.id);
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
