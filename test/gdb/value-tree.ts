// SPDX-License-Identifier: Apache-2.0
/** Values as our debugger reads them, written down as dump.py does with those of gdb. */

import type { StructType, Type } from '../../debug-adapter/symbols';
import {
  elementOf,
  memberOf,
  readBytes,
  readScalar,
  sizeOf,
  stripTypedefs,
  type Value,
  type ValueAccess,
  ValueError,
} from '../../debug-adapter/values';
import { ELEMENTS, LEAVES, type Tree } from './tree';

/** The nodes one variable may still take. */
export class Budget {
  #left = LEAVES;

  take(): boolean {
    this.#left--;
    return this.#left >= 0;
  }
}

export interface Reading {
  readonly access: ValueAccess;
  readonly budget: Budget;
  /** Whether pointers are followed, one level. */
  readonly follow: boolean;
}

function reason(error: unknown): string {
  if (!(error instanceof ValueError)) {
    throw error;
  }
  return error.message.startsWith('cannot read') ? '!no memory' : `!${error.message}`;
}

function numberText(scalar: bigint | number): string {
  if (typeof scalar === 'bigint') {
    return String(scalar);
  }
  return Number.isFinite(scalar) ? scalar.toExponential(16) : String(scalar).toLowerCase().replace('infinity', 'inf');
}

export async function treeOf(value: Value, reading: Reading): Promise<Tree> {
  if (!reading.budget.take()) {
    return '...';
  }
  if (value.location.kind === 'unavailable') {
    return `!${value.location.reason}`;
  }
  const type = stripTypedefs(value.type);
  try {
    switch (type.kind) {
      case 'struct':
      case 'union':
        return await structTree(value, type, reading);
      case 'array':
        return await arrayTree(value, type.element(), type.count ?? 0, reading);
      case 'pointer':
        return await pointerTree(value, type.target(), reading);
      case 'enum': {
        const number = await readScalar(value, reading.access);
        return type.enumerators().find((each) => each.value === number)?.name ?? String(number);
      }
      case 'base':
        return numberText(await readScalar(value, reading.access));
      default:
        return `!${type.kind}`;
    }
  } catch (error) {
    return reason(error);
  }
}

async function structTree(value: Value, type: StructType, reading: Reading): Promise<Tree> {
  const members: Record<string, Tree> = {};
  for (const [index, member] of type.members().entries()) {
    members[member.name ?? `(${index})`] = await treeOf(memberOf(value, member), reading);
  }
  return members;
}

async function arrayTree(value: Value, element: Type, count: number, reading: Reading): Promise<Tree> {
  const elements: Tree[] = [];
  for (let index = 0; index < Math.min(count, ELEMENTS); index++) {
    elements.push(await treeOf(elementOf(value, element, index), reading));
  }
  return elements;
}

async function pointerTree(value: Value, target: Type, reading: Reading): Promise<Tree> {
  const address = BigInt(await readScalar(value, reading.access));
  const text = `0x${address.toString(16)}`;
  const plain = stripTypedefs(target);
  const isKnown = ['struct', 'union', 'base', 'enum', 'pointer'].includes(plain.kind);
  if (!reading.follow || address === 0n || !isKnown || sizeOf(plain) === 0) {
    return text;
  }
  const pointee: Value = { type: target, location: { kind: 'memory', address } };
  try {
    await readBytes(pointee, reading.access);
  } catch (error) {
    return { '*': text, to: reason(error) };
  }
  return { '*': text, to: await treeOf(pointee, { ...reading, follow: false }) };
}
