// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { FollowedState } from '../../debug-adapter/protocol';
import { statusOf } from './status-text';

const FOLLOWED: FollowedState = {
  ...{ kind: 'request', slot: 3, serial: '17', bindKey: '0x7', title: 'Request 3 READ DeviceFeatures' },
  text: 'Request 3 READ DeviceFeatures: taken by client blk, 1,234 instructions since asked',
  stages: [
    { stage: 'asked', text: 'asked', instructions: '5000', time: '50', function: 'bao_dispatch_io' },
    {
      ...{ stage: 'taken by client', text: 'taken by client blk', instructions: '6234', time: '62' },
      duration: { instructions: '1234', ticks: '12' },
    },
  ],
  isOver: false,
  gaps: [],
};

describe('the status bar about what is followed', () => {
  it('says the request and its stage, and all stages when it is pointed at', () => {
    const { text, spoken, tooltip } = statusOf(FOLLOWED);
    assert.match(
      text,
      /^\$\([a-z-]+\) Request 3 READ DeviceFeatures: taken by client blk, 1,234 instructions since asked$/,
    );
    assert.equal(spoken, `Followed: ${FOLLOWED.text}`);
    assert.deepEqual(tooltip.split('\n').slice(0, 3), [
      'Request 3 READ DeviceFeatures',
      'asked (bao_dispatch_io)',
      '+1,234 taken by client blk',
    ]);
  });

  it('warns of what makes no headway, and says when it is over', () => {
    const icon = (followed: Partial<FollowedState>) =>
      /^\$\(([a-z-]+)\)/.exec(statusOf({ ...FOLLOWED, ...followed }).text)![1];
    assert.deepEqual(
      [icon({ problem: 'the backend goes round' }), icon({ isOver: true }), icon({})],
      ['warning', 'pass', 'git-commit'],
    );
    assert.match(statusOf({ ...FOLLOWED, problem: 'the backend goes round' }).tooltip, /^the backend goes round$/m);
  });

  it('takes nothing that a guest says for an icon', () => {
    assert.ok(!statusOf({ ...FOLLOWED, text: 'taken by client $(flame)' }).text.includes('$(flame)'));
  });
});
