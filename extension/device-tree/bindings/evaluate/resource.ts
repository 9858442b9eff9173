// SPDX-License-Identifier: Apache-2.0
/** References between schemas. */

import { isObject, isSchema, type Json, type JsonObject, own, type Schema } from '../schema';

/** One binding, to which relative references in it are relative. */
export interface Resource {
  /** Without fragment, for example `http://devicetree.org/schemas/reg.yaml`. */
  readonly id: string;
  readonly root: JsonObject;
}

export interface Resolved {
  readonly schema: Schema;
  readonly resource: Resource;
}

/** Gives a prepared binding by its id. */
export type FindResource = (id: string) => Resource | undefined;

/** What is wrong with a binding that can be read. */
export interface BindingFault {
  /** Its id. */
  readonly binding: string;
  readonly message: string;
}

/** Allows everything, and has said something about all of it. */
const ANYTHING: JsonObject = { additionalProperties: true };

/** Follows references, each once. What cannot be found allows everything, and is remembered. */
export class References {
  /** Per binding and reference. */
  private readonly resolved = new Map<string, Map<string, Resolved>>();
  private readonly missing: BindingFault[] = [];

  constructor(private readonly find: FindResource) {}

  /** References that led nowhere. */
  get unresolved(): readonly BindingFault[] {
    return this.missing;
  }

  resolve(reference: string, from: Resource): Resolved {
    let known = this.resolved.get(from.id);
    if (!known) {
      known = new Map();
      this.resolved.set(from.id, known);
    }
    let target = known.get(reference);
    if (!target) {
      target = this.follow(reference, from);
      if (!target) {
        const message = `refers to '${reference}', which is in none of the folders of bindings`;
        this.missing.push({ binding: from.id, message });
        target = { schema: ANYTHING, resource: from };
      }
      known.set(reference, target);
    }
    return target;
  }

  private follow(reference: string, from: Resource): Resolved | undefined {
    const split = reference.indexOf('#');
    const address = split < 0 ? reference : reference.slice(0, split);
    const fragment = split < 0 ? '' : reference.slice(split + 1);
    const resource = address === '' ? from : this.find(absolute(address, from.id));
    const schema = resource && pointedAt(resource.root, fragment);
    return resource && isSchema(schema) ? { schema, resource } : undefined;
  }
}

function absolute(address: string, base: string): string {
  try {
    return new URL(address, base).href;
  } catch {
    return address;
  }
}

/** JSON pointer (RFC 6901) in a fragment. */
function pointedAt(root: JsonObject, fragment: string): Json | undefined {
  let place: Json | undefined = root;
  for (const step of fragment.split('/').slice(1)) {
    const key = decode(step).replaceAll('~1', '/').replaceAll('~0', '~');
    place = Array.isArray(place) ? place[Number(key)] : isObject(place) ? own(place, key) : undefined;
  }
  return place;
}

function decode(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
