// SPDX-License-Identifier: Apache-2.0
/** The log of calls with as many entries as it keeps, and more. */

import assert from 'node:assert/strict';
import { CallLog, CodePlaces, DEFAULT_CAPACITY, ENTRY_BYTES, searchLog } from '../../debug-adapter/awareness/log';
import { encodeRecord, RECORD_WORDS, setRecordValue, type Target } from '../../debug-adapter/target';

const MORE = 200_000;
const ALL = DEFAULT_CAPACITY + MORE;
const BATCH = 10_000;
const FAILS_EVERY = 50_000;
/** Slots of a hypercall's record: a0, and a1 after the call. */
const A0 = 0;
const RESULT = 5;

/** A target of which only the records of its events are asked. */
function recordsOnly(): { target: Target; tell: (records: Uint32Array) => void } {
  let listener: (records: Uint32Array) => void = () => {};
  const records = {
    subscribe: (wanted: typeof listener) => {
      listener = wanted;
      return () => {};
    },
  };
  const target = { capabilities: { events: [] }, events: { records, subscribe: () => () => {} } };
  return { target: target as unknown as Target, tell: (batch) => listener(batch) };
}

/** Calls of REMIO NOTIFY for device model n, of which some fail. */
function batchOf(first: number): Uint32Array {
  const record = encodeRecord({
    kind: 'hypercall',
    sequence: 0n,
    hart: 0,
    vm: 1,
    instructions: 100n,
    time: 5n,
    pc: 0x80200000n,
    id: 2n,
    args: [0n, 0n, 3n, 0n, 0n],
    results: [0n, 0n, 0n, 0n, 0n, 0n, 2n, 0n],
  });
  const batch = new Uint32Array(BATCH * RECORD_WORDS);
  for (let index = 0; index < BATCH; index++) {
    const at = index * RECORD_WORDS;
    batch.set(record, at);
    setRecordValue(batch, at, A0, BigInt(first + index));
    setRecordValue(batch, at, RESULT, (first + index) % FAILS_EVERY === 0 ? 1n : 0n);
  }
  return batch;
}

describe('a log of a million calls', function () {
  this.timeout(60_000);
  let log: CallLog;

  before(() => {
    const { target, tell } = recordsOnly();
    log = new CallLog(target, { devices: [], ipcs: [] }, new CodePlaces({ ofVm: () => [] }));
    for (let first = 0; first < ALL; first += BATCH) {
      tell(batchOf(first));
    }
  });

  it('has dropped the oldest, counted them, and takes the memory that it states', () => {
    assert.deepEqual([log.first, log.end, log.dropped], [MORE, ALL, MORE]);
    assert.equal(log.entry(MORE - 1), undefined);
    const bytes = DEFAULT_CAPACITY * ENTRY_BYTES;
    assert.equal(log.bytes, bytes);
    assert.ok(process.memoryUsage().arrayBuffers < bytes * 1.2);
  });

  it('has each of the others under its number', () => {
    for (const number of [MORE, 777_777, ALL - 1]) {
      const entry = log.entry(number);
      assert.equal(entry?.number, number);
      assert.equal(entry.arguments[0]?.value, BigInt(number));
      assert.equal(entry.failed, number % FAILS_EVERY === 0);
    }
  });

  it('is looked through in pieces, each of bounded work', () => {
    const found: number[] = [];
    let pieces = 0;
    for (let from: number | undefined = 0; from !== undefined; pieces++) {
      const { numbers, next } = searchLog(log, { outcome: 'failed' }, from, 10_000);
      found.push(...numbers);
      from = next;
    }
    assert.deepEqual(
      found,
      Array.from({ length: DEFAULT_CAPACITY / FAILS_EVERY }, (_, index) => MORE + index * FAILS_EVERY),
    );
    assert.ok(pieces > 1 && pieces < 10, `${pieces}`);
  });

  it('finds what is near the end at once', () => {
    const { numbers } = searchLog(log, { text: `model ${ALL - 3}` }, ALL - 1, 1, 'backward');
    assert.deepEqual(numbers, [ALL - 3]);
    assert.deepEqual(searchLog(log, { outcome: 'failed' }, ALL - 1, 1, 'backward').numbers, [ALL - FAILS_EVERY]);
  });

  it('keeps the newest when it is to keep fewer', () => {
    log.capacity = 1000;
    assert.deepEqual([log.first, log.end, log.bytes], [ALL - 1000, ALL, 1000 * ENTRY_BYTES]);
    assert.equal(log.entry(ALL - 1)?.arguments[0]?.value, BigInt(ALL - 1));
  });
});
