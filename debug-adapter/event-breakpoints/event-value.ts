// SPDX-License-Identifier: Apache-2.0
/** What has happened, as expressions see it: `$event`. */

import {
  type Convenience,
  type ConvenienceMembers,
  type ConvenienceName,
  type EvaluationContext,
  hex,
  integer,
  missing,
  object,
  oneOf,
  text,
  truth,
  withConvenience,
} from '../expressions';
import { EVENT_BREAKPOINT_KINDS } from '../protocol';
import type { FieldValue, Occurrence } from './occurrence';

export const EVENT_NAME: ConvenienceName = {
  name: 'event',
  about: 'what has happened, at a stop at an event breakpoint and in its condition',
  isFunction: false,
};

/** The same context, with `$event`. */
export function withEvent(context: EvaluationContext, occurrence: Occurrence): EvaluationContext {
  return withConvenience(context, EVENT_NAME, () => eventValue(occurrence));
}

function eventValue(occurrence: Occurrence): Convenience {
  const { kind, hart, vm, instructions, time, pc, fields, description } = occurrence;
  const common: ConvenienceMembers = {
    kind: () => oneOf('event_kind', kind, EVENT_BREAKPOINT_KINDS),
    vm: () => fieldValue('vm', vm),
    hart: () => fieldValue('hart', hart),
    instructions: () => fieldValue('instructions', counted(instructions)),
    time: () => fieldValue('time', counted(time)),
    pc: () => fieldValue('pc', pc),
  };
  const own = Object.entries(fields).map(([name, value]) => [name, () => fieldValue(name, value)] as const);
  return object('event', () => description, { ...common, ...Object.fromEntries(own) });
}

/** For people to read as decimal. */
function counted(value: bigint | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

function fieldValue(name: string, value: FieldValue): Convenience {
  switch (typeof value) {
    case 'undefined':
      return missing(`this event has no ${name}`);
    case 'bigint':
      return hex(value);
    case 'number':
      return integer(value);
    case 'boolean':
      return truth(value);
    case 'string':
      return text(value);
    case 'object':
      return oneOf(`event_${name}`, value.name, value.names);
  }
}
