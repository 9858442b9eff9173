// SPDX-License-Identifier: Apache-2.0
/** Equality of values and of what bindings write. Integers are equal whatever their width; Booleans are no integers. */

import { Cell, type Instance, NodeInstance } from '../instance';
import { isObject, type Json, own } from '../schema';

export function equals(instance: Instance, json: Json): boolean {
  if (instance instanceof Cell) {
    // A bigint and a number of the same value are the same integer here.
    return (typeof json === 'number' || typeof json === 'bigint') && canonical(instance.value) === canonical(json);
  }
  if (instance instanceof Uint8Array) {
    return Array.isArray(json) && json.length === instance.length && json.every((each, at) => each === instance[at]);
  }
  if (Array.isArray(instance)) {
    return (
      Array.isArray(json) && json.length === instance.length && instance.every((each, at) => equals(each, json[at]!))
    );
  }
  if (instance instanceof NodeInstance) {
    return isObject(json) && Object.keys(json).length === instance.members.size && sameMembers(instance, json);
  }
  return instance === json;
}

function sameMembers(instance: NodeInstance, json: { [key: string]: Json }): boolean {
  return [...instance.members].every(([name, member]) => {
    const other = own(json, name);
    return other !== undefined && equals(member, other);
  });
}

/** One form for each integer. */
function canonical(value: number | bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) || typeof value === 'number' ? small : value;
}

/** Whether no two elements are equal. */
export function areUnique(list: readonly Instance[]): boolean {
  return new Set(list.map(identity)).size === list.length;
}

/** A text that is the same for equal values only. */
function identity(instance: Instance): string {
  if (instance instanceof Cell) {
    return String(instance.value);
  }
  if (Array.isArray(instance)) {
    return `[${instance.map(identity).join()}]`;
  }
  if (instance instanceof Uint8Array) {
    return `[${instance.join()}]`;
  }
  if (instance instanceof NodeInstance) {
    return `{${[...instance.members].map(([name, each]) => `${JSON.stringify(name)}:${identity(each)}`).sort()}}`;
  }
  return JSON.stringify(instance);
}
