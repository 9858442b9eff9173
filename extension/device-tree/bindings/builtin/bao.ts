// SPDX-License-Identifier: Apache-2.0
/** What Linux's drivers for the Bao hypervisor want of their nodes, in the generations that are in use. */

import type { JsonObject } from '../schema';
import { TYPES_ID } from './core-types';

function typed(type: string): JsonObject {
  return { $ref: `${TYPES_ID}#/definitions/${type}` };
}

/** A place in the shared memory: offset and size, in bytes. */
const CHANNEL: JsonObject = { ...typed('uint32-array'), minItems: 2, maxItems: 2 };

/** Devices that the driver keeps. */
const MOST_DEVICE_MODELS = 16;

/**
 * Shared memory between virtual machines. The first generation has one region, with the two channels as properties; the
 * later one has a region for each direction.
 */
function sharedMemory(): JsonObject {
  return {
    $id: 'bao-debug:ipcshmem',
    title: 'Shared memory of the Bao hypervisor',
    properties: {
      compatible: { const: 'bao,ipcshmem' },
      reg: { minItems: 1, maxItems: 2 },
      'reg-names': { items: [{ const: 'read' }, { const: 'write' }] },
      interrupts: { maxItems: 1 },
      id: typed('uint32'),
      'bao,id': typed('uint32'),
      'read-channel': CHANNEL,
      'write-channel': CHANNEL,
    },
    required: ['compatible', 'reg'],
    if: { anyOf: [{ required: ['bao,id'] }, { required: ['reg-names'] }] },
    // biome-ignore lint/suspicious/noThenProperty: the keyword's name
    then: {
      properties: { reg: { minItems: 2 }, id: false, 'read-channel': false, 'write-channel': false },
      required: ['reg-names', 'bao,id'],
    },
    else: {
      properties: { reg: { maxItems: 1 } },
      required: ['id', 'read-channel', 'write-channel'],
    },
    additionalProperties: false,
  };
}

/** The regions and interrupts of REMIO's backends: the n-th of each belong to the device model with the number n. */
function ioDispatcher(): JsonObject {
  return {
    $id: 'bao-debug:io-dispatcher',
    title: 'I/O dispatcher of the Bao hypervisor',
    properties: {
      compatible: { const: 'bao,io-dispatcher' },
      reg: { minItems: 1, maxItems: MOST_DEVICE_MODELS },
      interrupts: { minItems: 1, maxItems: MOST_DEVICE_MODELS },
    },
    required: ['compatible', 'reg', 'interrupts'],
    additionalProperties: false,
  };
}

export function baoBindings(): readonly JsonObject[] {
  return [sharedMemory(), ioDispatcher()];
}
