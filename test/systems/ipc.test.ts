// SPDX-License-Identifier: Apache-2.0
import { type Conversation, converse, type Typing } from '../support/conversation';
import { type BuiltSystem, buildSystem } from '../support/kernel-build';
import { bootSystem } from '../support/run-system';
import { assertHealthy, assertSaid } from './expected';

const DRIVER = 'baoipc f0000000.bao-ipc';

describe('a shared memory channel', () => {
  let system: BuiltSystem;

  before(async () => {
    system = await buildSystem('ipc');
  });

  function talk(script: readonly Typing[]): Conversation {
    const conversation = converse(bootSystem(system), script);
    assertHealthy(conversation);
    return conversation;
  }

  it('goes on as long as somebody writes', () => {
    const conversation = talk([
      { after: /answer to: hello/, at: 'linuxvm', text: 'ipc-write 0 are you there\nipc-wait 0\n' },
      { after: /answer to: are you there/, at: 'linuxvm', text: 'ipc-write 0 good bye\nipc-wait 0\n' },
    ]);
    assertSaid(conversation, {
      linuxvm: [/^init: channel 0 says: answer to: are you there$/, /^init: channel 0 says: answer to: good bye$/],
      peer: [/^received: are you there$/, /^received: good bye$/],
    });
  });

  it('is gone while the driver is unbound, and works again when it is bound', () => {
    const conversation = talk([
      { after: /answer to: hello/, at: 'linuxvm', text: `unbind ${DRIVER}\nipc-write 0 nobody\nipc-read 0\n` },
      { after: /cannot open/, at: 'linuxvm', text: `bind ${DRIVER}\nipc-write 0 back again\nipc-wait 0\n` },
    ]);
    assertSaid(conversation, {
      linuxvm: [
        /^init: unbind of f0000000\.bao-ipc done$/,
        /^init: write to channel 0 failed: error 19$/,
        /^init: cannot open \/dev\/baoipc0: error 2$/,
        /^init: bind of f0000000\.bao-ipc done$/,
        /^init: wrote 11 bytes to channel 0$/,
        /^init: channel 0 says: answer to: back again$/,
      ],
    });
  });
});
