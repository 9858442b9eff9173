// SPDX-License-Identifier: Apache-2.0
/** What each example system says, in all its variants: per virtual machine, lines that have to come in this order. */

import assert from 'node:assert/strict';
import type { Conversation } from '../support/conversation';

type Expectation = Readonly<Record<string, readonly RegExp[]>>;

const CONSOLE_FRONTEND = [
  /^virtio console at [0-9a-f]+, interrupt \d+, features 300000000, queues of 16 and 16$/,
  /^sent 3 lines, \d+ interrupts$/,
];

const GREETINGS = [1, 2, 3].map((line) => new RegExp(`^console\\d: hello from the frontend, line ${line}$`));

export const expectedLines: Readonly<Record<string, Expectation>> = {
  'remio-console': {
    backend: [
      /^device-model: serving 1 device$/,
      /^device-model: device 0 \(console\) is in use, features 300000000$/,
      ...GREETINGS,
    ],
    frontend: CONSOLE_FRONTEND,
  },
  'remio-dual': {
    backend: [/^device-model: serving 2 devices$/, /^device-model: device \d \(console\) is in use/, ...GREETINGS],
    terminal: CONSOLE_FRONTEND,
    storage: [
      /^virtio block device at [0-9a-f]+, interrupt \d+, 64 sectors$/,
      /^vCPU \d: 4 of 4 sectors correct$/,
      /^vCPU \d: 4 of 4 sectors correct$/,
      /^both vCPUs finished$/,
    ],
  },
  ipc: {
    linuxvm: [
      /^init: channel 0 says: hello from the peer$/,
      /^init: wrote 17 bytes to channel 0$/,
      /^init: channel 0 says: answer to: hello from linux$/,
    ],
    peer: [/^channel 0: reads at [0-9a-f]+, writes at [0-9a-f]+, interrupt \d+$/, /^received: hello from linux$/],
  },
};

/** Asserts that each virtual machine said the given lines in the given order, whatever else it said. */
export function assertSaid(conversation: Conversation, expectation: Expectation): void {
  for (const [name, patterns] of Object.entries(expectation)) {
    const lines = conversation.lines.get(name) ?? [];
    let from = 0;
    for (const pattern of patterns) {
      const at = lines.findIndex((line, index) => index >= from && pattern.test(line));
      assert.ok(at >= 0, `${name} did not say ${pattern} after line ${from}; it said:\n${lines.join('\n')}`);
      from = at + 1;
    }
  }
}

/** Asserts that nothing went wrong in the hypervisor and nobody hangs, but for findings that belong to the test. */
export function assertHealthy(conversation: Conversation, expected: readonly string[] = []): void {
  assert.deepEqual(
    conversation.hypervisorLines.filter((line) => line.startsWith('BAO ERROR')),
    [],
  );
  assert.deepEqual(
    conversation.findings.filter(({ code }) => !HARMLESS.has(code) && !expected.includes(code)),
    [],
  );
  assert.ok(conversation.atRest, `the system did not come to rest within ${conversation.instructions} instructions`);
}

/** Findings about the interface itself, which every guest of Bao runs into. */
const HARMLESS = new Set(['registers-clobbered']);
