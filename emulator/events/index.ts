// SPDX-License-Identifier: Apache-2.0
export * from './event';
export { FINDING_CODES, type FindingCode } from './finding-code';
export { causeName, formatEvent } from './format';
export {
  type DecodedEvents,
  decodeEvents,
  decodeRecord,
  eventCount,
  FLAG_FINDING_TEXT,
  FLAG_OUTPUTS,
  INTERRUPT_SOURCES,
  type RingLocation,
  recordSpans,
} from './reader';
export * from './record';
export { type EventClock, EventRecorder, FLAG_MORE, FLAG_PARTIAL, NONE, type RingMemory } from './recorder';
