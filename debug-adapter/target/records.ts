// SPDX-License-Identifier: Apache-2.0
/** Events as records of words, for who keeps many of them and looks at few: the layout is the embedded machine's. */

export {
  copySlot,
  decodeRecord,
  EventKind,
  encodeRecord,
  placeRecord,
  RECORD_WORDS,
  type RecordableEvent,
  type RecordPlace,
  RecordSlot,
  recordHart,
  recordInstructions,
  recordKind,
  recordSlot,
  recordTime,
  recordValue,
  recordVm,
  setRecordSlot,
  setRecordValue,
} from '../../emulator';
