// SPDX-License-Identifier: Apache-2.0
/** Through the user interface: the button "Follow Request" leads a request through every partition and back. */

import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { BaoViews } from './support/bao-views';
import { type DebugViews, lineWith } from './support/debug-views';
import { editorFixture } from './support/editor-fixture';
import { openSystem } from './support/open-system';
import type { Workbench } from './support/workbench';

const DISPATCHER = 'kernel/drivers/bao/io-dispatcher/io_dispatcher.c';
const ACCESS = [
  'virtio_read',
  'kernel/guests/lib/virtio-mmio.c',
  'return mmio_read32(device->base + offset);',
] as const;

/** Stage, the function that is shown, its file, and a text of the line, or of one that stands so many lines above. */
type Stop = readonly [string, string, string, string, number?];

const TO_CLIENT: Stop = [
  'queued to client bao-ioctlc',
  'bao_io_client_push_request',
  'kernel/drivers/bao/io-dispatcher/io_client.c',
  'void bao_io_client_push_request(',
  2,
];
const REST: readonly Stop[] = [
  [
    'taken by client bao-ioctlc',
    'dispatcher_attach',
    'kernel/user/device-model/dispatcher.c',
    'BAO_IOCTL_IO_CLIENT_ATTACH, request)',
  ],
  ['completed', 'bao_io_request_complete', DISPATCHER, 'ret = bao_remio_hypercall(&ctx);'],
  ['frontend resumed', ...ACCESS],
];
const ROUND_TRIP: readonly Stop[] = [
  ['trapped', ...ACCESS],
  ['pending', ...ACCESS],
  ['interrupt injected', ...ACCESS],
  [
    'interrupt taken',
    'plic_handle_irq',
    'kernel/runtime/core/plic.c',
    'while ((hwirq = readl(context_reg(CONTEXT_CLAIM))))',
  ],
  ['asked', 'bao_dispatch_io', DISPATCHER, '.op = BAO_IO_ASK,', 6],
  TO_CLIENT,
  ...REST,
];

describe('the button that follows a request', function () {
  // Each test goes on where the one before has left the editor.
  this.bail(true);
  const editor = editorFixture('person');
  let workbench: Workbench;
  let debug: DebugViews;
  let views: BaoViews;
  let folder: string;

  before(async () => {
    ({ workbench, debug, folder } = await openSystem(editor(), 'remio-dual', 'follow-request'));
    views = new BaoViews(workbench);
  });

  const button = () => workbench.page.locator('.debug-toolbar').getByRole('button', { name: 'Follow Request' });
  const status = (text: string) => workbench.page.locator('.part.statusbar').getByText(text);

  /** What is told in the status bar comes before the editor has gone to the line. */
  async function stoppedAtStage(stage: string): Promise<void> {
    await status(`: ${stage}`).waitFor();
    await workbench.page.locator('.debug-toolbar').getByRole('button', { name: 'Continue' }).waitFor();
    await workbench.page.locator('.debug-top-stack-frame-line').first().waitFor();
  }

  async function follow([stage, name, file, text, below = 0]: Stop): Promise<void> {
    await button().click();
    await stoppedAtStage(stage);
    await debug.stoppedAt(name, file, lineWith(join(folder, file), text) + below);
  }

  it('follows the request that the stopped thread works on to its end', async () => {
    await debug.setBreakpoint(folder, DISPATCHER, 'req.dm_id = dm->info.id;');
    await debug.show();
    await debug.startOrContinue();
    await workbench.page.locator('.debug-top-stack-frame-line').waitFor();
    await workbench.runCommand('Remove All Breakpoints');
    await button().waitFor();
    await workbench.widenSideBar(220);
    await workbench.screenshot('button');
    for (const stop of [TO_CLIENT, ...REST]) {
      await follow(stop);
    }
  });

  it('leads the next one of the device through a whole round trip, each stop at its line', async () => {
    for (const stop of ROUND_TRIP) {
      await follow(stop);
      await workbench.screenshot(stop[0].replaceAll(' ', '-'));
    }
  });

  it('shows in the view what is followed, and where each stage was', async () => {
    await views.show();
    await views.openAlone('REMIO');
    await views.entry('REMIO', 'Following: Request').waitFor();
    const spoken = await views
      .pane('REMIO')
      .locator('.monaco-list-row[aria-level="2"]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
    const stages = spoken.slice(0, ROUND_TRIP.length);
    for (const [index, [stage]] of ROUND_TRIP.entries()) {
      assert.ok(stages[index]!.startsWith(stage), `${stages[index]} is not ${stage}`);
    }
    await workbench.screenshot('view');
    await views.entry('REMIO', 'queued to client').click();
    await workbench.tab(basename(TO_CLIENT[2])).waitFor();
  });

  it('goes on by its key, from the view and from the palette, where it runs until the request completes', async () => {
    await workbench.press('Alt+F11');
    await stoppedAtStage('trapped');
    const request = views.entry('REMIO', 'Request 0, followed, PENDING');
    await request.hover();
    await request.getByRole('button', { name: 'Follow Request' }).click();
    await stoppedAtStage('pending');
    await request.click({ button: 'right' });
    await workbench.page.locator('.context-view').getByText('Run Until Request Completes').waitFor();
    await workbench.screenshot('menu');
    await workbench.press('Escape');
    await workbench.runCommand('Bao: Run Until Request Completes');
    await stoppedAtStage('frontend resumed');
    await workbench.screenshot('completed');
    await debug.stop();
    await status(': frontend resumed').waitFor({ state: 'hidden' });
  });
});
