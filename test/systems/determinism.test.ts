// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { converse, type Typing } from '../support/conversation';
import { buildSystem } from '../support/kernel-build';
import { bootSystem } from '../support/run-system';
import { expectedLines } from './expected';

const TYPED: Readonly<Record<string, readonly Typing[]>> = {
  'remio-console': [
    { after: /line 3$/, at: 'backend', text: 'send 0 once more\n' },
    { after: /echo: once more$/, at: 'backend', text: 'stop\n' },
  ],
  'remio-dual': [{ after: /line 3$/, at: 'backend', text: 'status\nsend 0 once more\n' }],
  ipc: [{ after: /answer to: hello/, at: 'linuxvm', text: 'ipc-write 0 and again\nipc-wait 0\n' }],
};

describe('two runs with the same input', () => {
  for (const name of Object.keys(expectedLines)) {
    it(`are the same to the last byte: ${name}`, async () => {
      const system = await buildSystem(name);
      const [first, second] = [0, 1].map(() => {
        const machine = bootSystem(system);
        const conversation = converse(machine, TYPED[name]);
        return { ...conversation, lines: [...conversation.lines], memory: machine.stateHash() };
      });
      assert.ok(first?.atRest, 'everything was typed');
      assert.deepEqual(first, second);
    });
  }
});
