// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { StateResponseBody } from '../../debug-adapter/protocol';
import { Refresher } from './refresher';

describe('refreshing the views', () => {
  let clock: number;
  let answers: ((state: StateResponseBody | undefined) => void)[];
  let shown: (StateResponseBody | undefined)[];
  let timers: { readonly action: () => void; readonly milliseconds: number }[];
  let refresher: Refresher;

  const RUNNING: StateResponseBody = { isRunning: true };
  const STOPPED: StateResponseBody = { isRunning: false };

  beforeEach(() => {
    clock = 0;
    answers = [];
    shown = [];
    timers = [];
    refresher = new Refresher({
      ask: () => new Promise((resolve) => answers.push(resolve)),
      show: (state) => shown.push(state),
      now: () => clock,
      later: (action, milliseconds) => {
        const timer = { action, milliseconds };
        timers.push(timer);
        return () => {
          timers = timers.filter((each) => each !== timer);
        };
      },
    });
  });

  async function answer(state: StateResponseBody | undefined): Promise<void> {
    answers.shift()!(state);
    await new Promise(setImmediate);
  }

  it('reads once at a stop', async () => {
    refresher.refresh();
    await answer(STOPPED);
    assert.deepEqual(shown, [STOPPED]);
    assert.deepEqual([answers.length, timers.length], [0, 0]);
  });

  it('reads at most ten times a second while the machine runs', async () => {
    refresher.refresh();
    clock += 2;
    await answer(RUNNING);
    assert.deepEqual(
      timers.map(({ milliseconds }) => milliseconds),
      [100],
    );
    timers[0]!.action();
    assert.equal(answers.length, 1);
  });

  it('reads more rarely when reading takes long', async () => {
    refresher.refresh();
    clock += 60;
    await answer(RUNNING);
    assert.equal(timers[0]!.milliseconds, 300);
  });

  it('does not show what a stop has made out of date', async () => {
    refresher.refresh();
    refresher.refresh();
    assert.equal(answers.length, 1);
    await answer(RUNNING);
    assert.deepEqual(shown, []);
    await answer(STOPPED);
    assert.deepEqual(shown, [STOPPED]);
  });

  it('reads only at the stop when that comes soon after going on', async () => {
    refresher.refreshSoon();
    assert.equal(answers.length, 0);
    refresher.refresh();
    assert.equal(timers.length, 0);
    await answer(STOPPED);
    assert.deepEqual(shown, [STOPPED]);
  });

  it('shows nothing when nobody answers, and asks no more after its end', async () => {
    refresher.refresh();
    await answer(undefined);
    assert.deepEqual(shown, [undefined]);
    refresher.refresh();
    refresher.stop();
    await answer(RUNNING);
    assert.equal(timers.length, 0);
  });
});
