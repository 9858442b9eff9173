// SPDX-License-Identifier: Apache-2.0
/** Bindings to check nodes with. Only those that a node needs are loaded. */

import { BUILT_IN, CORE_ID } from '../builtin';
import type { Resource } from '../evaluate';
import type { JsonObject, Schema } from '../schema';
import { LayeredTypes, type PropertyTypes, TypesByName } from '../types';
import type { BindingProblem } from './read-yaml';
import type { BindingEntry, LibraryTables } from './tables';

/** Gives a prepared binding by its index in the tables. */
export type LoadBinding = (index: number) => JsonObject;

/** A binding that is tried on every node. */
export interface SelectableBinding {
  readonly id: string;
  readonly condition: Schema;
}

export class BindingLibrary {
  readonly types: TypesByName;
  readonly selectable: readonly SelectableBinding[];
  private readonly indices = new Map<string, number>();
  private readonly loaded = new Map<string, Resource>();

  constructor(
    private readonly tables: LibraryTables,
    private readonly load: LoadBinding,
    /** Reads a binding's file as it is written; gives undefined when that is not possible. */
    readonly readText: (file: string) => string | undefined = () => undefined,
  ) {
    this.types = new TypesByName(tables.types);
    for (const [index, { id }] of tables.bindings.entries()) {
      this.indices.set(id, index);
    }
    this.selectable = tables.selects.map(([index, condition]) => ({ id: tables.bindings[index]!.id, condition }));
  }

  /** Files that could not be used as bindings. */
  get problems(): readonly BindingProblem[] {
    return this.tables.problems;
  }

  /** Whether dt-schema is not among the folders, so that what bindings refer to there is not checked. */
  get lacksCore(): boolean {
    return this.entry(CORE_ID)?.file === BUILT_IN;
  }

  get size(): number {
    return this.tables.bindings.length;
  }

  /** The types of properties of nodes with these compatible strings. */
  typesFor(compatibles: readonly string[]): PropertyTypes {
    const { local } = this.tables;
    const name = compatibles.find((each) => Object.hasOwn(local, each));
    return name === undefined ? this.types : new LayeredTypes(this.types, new TypesByName(local[name]!));
  }

  /** The strings, not the patterns, that select bindings. */
  get compatibles(): readonly string[] {
    return Object.keys(this.tables.compatibles).filter((name) => /^[\w,.+-]+$/.test(name));
  }

  /** The id of the binding that a compatible string selects. */
  idFor(compatible: string): string | undefined {
    const index = Object.hasOwn(this.tables.compatibles, compatible) ? this.tables.compatibles[compatible] : undefined;
    return index === undefined ? undefined : this.tables.bindings[index]?.id;
  }

  entry(id: string): BindingEntry | undefined {
    const index = this.indices.get(id);
    return index === undefined ? undefined : this.tables.bindings[index];
  }

  /** @param id without fragment */
  resource(id: string): Resource | undefined {
    const known = this.loaded.get(id);
    if (known) {
      return known;
    }
    const index = this.indices.get(id);
    if (index === undefined) {
      return undefined;
    }
    const resource = new LazyResource(id, () => this.load(index));
    this.loaded.set(id, resource);
    return resource;
  }
}

/** Loaded when its contents are asked for: most conditions are not met, and need no more than themselves. */
class LazyResource implements Resource {
  private loaded: JsonObject | undefined;

  constructor(
    readonly id: string,
    private readonly load: () => JsonObject,
  ) {}

  get root(): JsonObject {
    this.loaded ??= this.load();
    return this.loaded;
  }
}
