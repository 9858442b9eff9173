// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { MAX_LOG_PAGE, READ_LOG_REQUEST, SEARCH_LOG_REQUEST } from '../../../debug-adapter/protocol';
import { FAILS_EVERY, SyntheticLog } from '../../../test/support/synthetic-log';
import { type LogLook, WHOLE_LOG } from '../../../webview';
import { LogModel } from './log-model';
import { LogRequests } from './log-requests';

const MANY = 100_000;

/** A model of a log, and when it has looked through it. */
function modelOf(log: SyntheticLog) {
  let heard: () => void = () => {};
  const model = new LogModel(() => heard());
  model.begin(new LogRequests(log.ask));
  model.setState(log.state);
  const settled = () =>
    new Promise<void>((resolve) => {
      heard = () => {
        const { isScanning, find } = model.panelState;
        if (!isScanning && find?.isScanning !== true) {
          resolve();
        }
      };
      heard();
    });
  const look = async (wanted: Partial<LogLook>) => {
    model.setLook({ ...WHOLE_LOG, ...wanted });
    await settled();
    return model.panelState;
  };
  return { model, look, settled };
}

describe("what the log's page shows", () => {
  it('is nothing without a session, and says so', () => {
    const model = new LogModel(() => {});
    assert.equal(model.panelState.session, 'none');
    model.begin(new LogRequests(new SyntheticLog(0).ask));
    assert.equal(model.panelState.session, 'starting');
  });

  it('is every entry at first, read by the page', async () => {
    const log = new SyntheticLog(MANY, 40);
    const { model } = modelOf(log);
    const { view, first, end, entries, dropped } = model.panelState;
    assert.deepEqual({ first, end, entries, dropped }, { first: 40, end: MANY, entries: MANY - 40, dropped: 40 });
    const rows = await model.rows({ view, first: 0, end: 100 });
    assert.deepEqual(
      rows.map(({ position }) => position),
      Array.from({ length: 60 }, (_, index) => 40 + index),
    );
    // Tick 3 * 41 of a clock of 10 MHz.
    assert.deepEqual(rows[1]!.cells.slice(0, 3), ['12.3', 'frontend', '0']);
    assert.ok(log.asked.every(({ request }) => request === READ_LOG_REQUEST));
  });

  it('is what passes a filter, with positions without gaps', async () => {
    const log = new SyntheticLog(MANY);
    const { model, look } = modelOf(log);
    const { view, first, end } = await look({ failedOnly: true });
    assert.deepEqual([first, end], [0, MANY / FAILS_EVERY]);
    const rows = await model.rows({ view, first: 10, end: 13 });
    assert.deepEqual(
      rows.map(({ position, cells }) => [position, cells[7]]),
      [10, 11, 12].map((position) => [position, `device model 0, value ${position * FAILS_EVERY}`]),
    );
  });

  it('asks for no more than a page at a time', async () => {
    const log = new SyntheticLog(MANY);
    const { model, look } = modelOf(log);
    const { view } = await look({ vm: 1 });
    await model.rows({ view, first: 0, end: 100 });
    for (const { request, args } of log.asked) {
      if (request === READ_LOG_REQUEST) {
        assert.ok((args as { numbers: unknown[] }).numbers.length <= MAX_LOG_PAGE);
      }
    }
  });

  it('has no rows for a page that has not heard of another filter yet', async () => {
    const { model, look } = modelOf(new SyntheticLog(MANY));
    const { view } = model.panelState;
    await look({ vm: 1 });
    assert.deepEqual(await model.rows({ view, first: 0, end: 10 }), []);
  });

  it('grows with the log, and forgets what the log forgets', async () => {
    const log = new SyntheticLog(5000);
    const { model, look, settled } = modelOf(log);
    const before = await look({ failedOnly: true });
    assert.deepEqual([before.first, before.end], [0, 5]);
    log.end = 9001;
    log.first = 2500;
    model.setState(log.state);
    await settled();
    const { first, end, dropped, view } = model.panelState;
    assert.deepEqual({ first, end, dropped, view }, { first: 3, end: 10, dropped: 2500, view: before.view });
  });

  it('looks again at the last entries, because calls under way end', async () => {
    const log = new SyntheticLog(5000);
    const { model, look, settled } = modelOf(log);
    await look({ failedOnly: true });
    log.asked.length = 0;
    log.end = 5001;
    model.setState(log.state);
    await settled();
    const [{ args } = assert.fail()] = log.asked.filter(({ request }) => request === SEARCH_LOG_REQUEST);
    assert.equal((args as { from: number }).from, 4500);
    assert.equal(model.panelState.end, 6);
  });

  it('counts what is searched for and goes from match to match, around the end too', async () => {
    const { model, look } = modelOf(new SyntheticLog(MANY));
    const { view, find, end } = await look({ text: 'VALUE 777' });
    assert.equal(end, MANY);
    // 777, 7770 to 7779, 77700 to 77799.
    assert.equal(find?.count, 111);
    assert.equal(await model.find('next', view, 0), 777);
    assert.equal(await model.find('next', view, 777), 7770);
    assert.equal(await model.find('previous', view, 7770), 777);
    assert.equal(await model.find('previous', view, 777), 77_799);
    assert.equal(await model.find('next', view, 90_000), 777);
  });

  it('finds among the rows that are shown', async () => {
    const { model, look } = modelOf(new SyntheticLog(MANY));
    const { view, find } = await look({ failedOnly: true, text: 'value 7' });
    assert.equal(find?.count, 11);
    assert.equal(await model.find('next', view, 8), 70);
    const only = await look({ failedOnly: true, text: 'value 7', matchesOnly: true });
    assert.deepEqual([only.first, only.end], [0, 11]);
    assert.equal(await model.find('next', only.view, 0), 1);
  });

  it('waits with the next match until it has looked that far', async () => {
    const { model } = modelOf(new SyntheticLog(MANY));
    model.setLook({ ...WHOLE_LOG, text: 'value 99999' });
    assert.equal(await model.find('next', model.panelState.view, 0), 99_999);
    model.setLook({ ...WHOLE_LOG, text: 'nowhere' });
    assert.equal(await model.find('previous', model.panelState.view, 0), undefined);
  });

  it('knows where an entry is in other rows, or the next one that is among them', async () => {
    const { model } = modelOf(new SyntheticLog(MANY));
    assert.equal(await model.rowAt(5500), 5500);
    model.setLook({ ...WHOLE_LOG, failedOnly: true });
    assert.equal(await model.rowAt(95_000), 95);
    assert.equal(await model.rowAt(5500), 6);
    assert.equal(await model.rowAt(99_500), undefined);
    assert.equal(model.numberAt(model.panelState.view, 6), 6000);
  });

  it('is text where it is copied', async () => {
    const { model, look } = modelOf(new SyntheticLog(MANY));
    const { view } = await look({ failedOnly: true });
    const pieces: string[] = [];
    for await (const piece of model.text({ view, first: 1, end: 3 })) {
      pieces.push(piece);
    }
    assert.match(pieces.join(''), /^100000 REMIO ASK\(.*value 1000\) = -22.*\n200000 .*value 2000\).*\n$/);
  });

  it('goes on with the next session', async () => {
    const { model, look } = modelOf(new SyntheticLog(MANY));
    const { view } = await look({ failedOnly: true });
    const next = new SyntheticLog(3000);
    model.begin(new LogRequests(next.ask));
    model.setState(next.state);
    assert.notEqual(model.panelState.view, view);
    assert.deepEqual(await model.rows({ view, first: 0, end: 10 }), []);
  });
});
