// SPDX-License-Identifier: Apache-2.0
/** What bindings tell the person who writes a node: which properties there are, which values they take, what they mean. */

import { parse } from 'yaml';
import { namedProperties, References } from '../evaluate';
import type { BindingLibrary } from '../library';
import { isObject, type Json, type JsonObject, own } from '../schema';

/** A node by what selects its binding. */
export interface GuidedNode {
  readonly compatibles: readonly string[];
}

/** Bindings whose texts are kept. */
const MOST_KEPT = 20;
/** Descriptions within descriptions that are searched for values. */
const MAXIMUM_DEPTH = 8;
const MAXIMUM_TEXT = 2000;

export class BindingGuide {
  private readonly references: References;
  private readonly texts = new Map<string, JsonObject>();

  constructor(private readonly library: BindingLibrary) {
    this.references = new References((id) => library.resource(id));
  }

  /** All compatible strings that select a binding. */
  get compatibles(): readonly string[] {
    return this.library.compatibles;
  }

  /** The id of the node's binding and the string that selects it. */
  bindingOf({ compatibles }: GuidedNode): { readonly id: string; readonly selectedBy: string } | undefined {
    for (const selectedBy of compatibles) {
      const id = this.library.idFor(selectedBy);
      if (id !== undefined) {
        return { id, selectedBy };
      }
    }
    return undefined;
  }

  /** Absolute path of a binding; undefined for one that is part of the program. */
  fileOf(id: string): string | undefined {
    const file = this.library.entry(id)?.file;
    return file !== undefined && this.library.readText(file) !== undefined ? file : undefined;
  }

  /** The properties that the node's binding knows, each with what it says of it. */
  properties(node: GuidedNode): ReadonlyMap<string, Json> {
    const id = this.bindingOf(node)?.id;
    const resource = id === undefined ? undefined : this.library.resource(id);
    return resource ? namedProperties(resource.root, resource, this.references) : new Map();
  }

  /** The values that a property can have, where they are listed. */
  values(node: GuidedNode, property: string): readonly (string | number)[] {
    const found = new Set<string | number>();
    collectValues(this.properties(node).get(property), found, 0);
    return [...found];
  }

  /** The type of a property, as types.yaml calls it. */
  typeOf({ compatibles }: GuidedNode, property: string): string | undefined {
    return [...this.library.typesFor(compatibles).of(property).types][0];
  }

  /** What a binding is for, in its own words. */
  about(id: string): { readonly title?: string; readonly description?: string } {
    const text = this.textOf(id);
    const title = own(text, 'title');
    const description = own(text, 'description');
    return {
      ...(typeof title === 'string' && { title: title.slice(0, MAXIMUM_TEXT) }),
      ...(typeof description === 'string' && { description: description.slice(0, MAXIMUM_TEXT) }),
    };
  }

  /** What a property is for, in the words of the node's binding; undefined when it says nothing itself. */
  description(node: GuidedNode, property: string): string | undefined {
    const id = this.bindingOf(node)?.id;
    const properties = id === undefined ? undefined : own(this.textOf(id), 'properties');
    const given = isObject(properties) ? own(properties, property) : undefined;
    const description = isObject(given) ? own(given, 'description') : undefined;
    return typeof description === 'string' ? description.trim().slice(0, MAXIMUM_TEXT) : undefined;
  }

  /** A binding as it is written: preparation drops what is for people. */
  private textOf(id: string): JsonObject {
    const known = this.texts.get(id);
    if (known) {
      return known;
    }
    const made = read(this.library.readText(this.library.entry(id)?.file ?? ''));
    const [oldest] = this.texts.keys();
    if (this.texts.size >= MOST_KEPT && oldest !== undefined) {
      this.texts.delete(oldest);
    }
    this.texts.set(id, made);
    return made;
  }
}

function read(text: string | undefined): JsonObject {
  try {
    const parsed: Json = parse(text ?? '', { logLevel: 'silent', maxAliasCount: 0 });
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function collectValues(description: Json | undefined, found: Set<string | number>, depth: number): void {
  if (depth > MAXIMUM_DEPTH) {
    return;
  }
  if (Array.isArray(description)) {
    for (const each of description) {
      collectValues(each, found, depth + 1);
    }
  } else if (isObject(description)) {
    for (const value of [own(description, 'const'), own(description, 'enum')].flat()) {
      if (typeof value === 'string' || typeof value === 'number') {
        found.add(value);
      }
    }
    for (const keyword of ['items', 'allOf', 'oneOf', 'anyOf', 'contains']) {
      collectValues(own(description, keyword), found, depth + 1);
    }
  }
}
