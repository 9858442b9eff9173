// SPDX-License-Identifier: Apache-2.0
/** Event breakpoints of any content: each is taken or refused in words, and none keeps the machine from running. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import {
  EVENT_BREAKPOINT_FIELDS,
  EVENT_BREAKPOINT_KINDS,
  type EventBreakpoint,
  HYPERCALL_OPERATIONS,
  IOCTL_COMMANDS,
  REQUEST_STATES,
} from '../../debug-adapter/protocol';
import { Arguments } from '../../debug-adapter/session/arguments';
import { readEventBreakpoint } from '../../debug-adapter/session/event-breakpoint-arguments';
import { RequestError } from '../../debug-adapter/session/request-error';
import { type Debuggee, debuggee } from '../support/debuggee';
import { SeededRandom } from '../support/random';
import { projectRoot } from '../support/requirements';

const ROUNDS = 60;
const SEED = 4;
const AT_ONCE = 12;
const STOPS = 6;

const FIELDS = [
  ...['vm', 'operation', 'outcome', 'command', 'deviceModel', 'when', 'states', 'device', 'register', 'depth'],
  ...['instructions', 'ipc', 'interrupt', 'source', 'sharedMemory', 'severity', 'code', 'condition', 'hitCondition'],
];
const VALUES: readonly unknown[] = [
  ...[0, 1, 2, 7, -1, 255, 2 ** 32, 2 ** 53 - 1, 1.5, null, true, {}, [], [''], ['PENDING', 'FREE'], 'x'.repeat(3000)],
  ...['', ' ', '0', '1', '7', '0x9', '-1', '0xfffffffffffffffffffff', 'backend', 'storage', 'QueueNotify', '80'],
  ...['failed', 'call', 'return', 'READ', 'WRITE', 'remio-request', 'note', 'error', 'vcpu-hung', '> 3', '% 0', '% 2'],
  ...['$event', '$event.vm == 0', '$event.nothing', '$req(99).state == FREE', '1 +', '((((', '*(long*)0', '$sp > 0'],
  ...[...HYPERCALL_OPERATIONS, ...IOCTL_COMMANDS, ...REQUEST_STATES],
  ...Object.values(EVENT_BREAKPOINT_FIELDS).map(([field]) => `$event.${field} == 1 || $event.${field} == "x"`),
];

function randomBreakpoint(random: SeededRandom): object {
  const fields = FIELDS.filter(() => random.chance(15)).map((name): [string, unknown] => [name, random.pick(VALUES)]);
  return {
    kind: random.chance(95) ? random.pick(EVENT_BREAKPOINT_KINDS) : random.pick(VALUES),
    ...Object.fromEntries(fields),
  };
}

/** Those that can be read at all. */
function readable(list: readonly object[]): EventBreakpoint[] {
  return list.flatMap((each) => {
    try {
      return [readEventBreakpoint(new Arguments('test', each))];
    } catch (error) {
      assert.ok(error instanceof RequestError && error.message.length < 1000, String(error));
      return [];
    }
  });
}

describe('event breakpoints that make no sense', function () {
  this.timeout(60_000);
  let system: Debuggee;

  before(() => {
    const config = join(projectRoot, 'dist', 'systems', 'remio-dual', 'config.c');
    system = debuggee(config, {}, { needsInput: () => system.target.pause() });
  });
  after(() => system.close());

  it('are refused in words, or stop the machine, which goes on', async () => {
    const random = new SeededRandom(SEED);
    let verified = 0;
    let hits = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const wanted = readable(Array.from({ length: AT_ONCE }, () => randomBreakpoint(random)));
      const states = await system.eventBreakpoints.set('typed', wanted);
      assert.equal(states.length, wanted.length);
      for (const state of states) {
        assert.ok(state.verified || state.reason, JSON.stringify(wanted));
        verified += state.verified ? 1 : 0;
      }
      for (let stop = 0; stop < STOPS; stop++) {
        const stopped = await system.control.continue();
        assert.ok(stopped.description.length > 0 && stopped.description.length < 2000);
        hits += stopped.reason === 'event' ? 1 : 0;
        assert.notEqual(stopped.reason, 'failed', stopped.text);
        if (stopped.reason !== 'event') {
          await system.target.restart();
          await system.control.restarted();
          break;
        }
      }
    }
    assert.ok(verified > 100 && hits > 100, `${verified} set, ${hits} stops`);
  });
});
