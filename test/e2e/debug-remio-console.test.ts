// SPDX-License-Identifier: Apache-2.0
/** Through the user interface: a remote I/O request is followed from the driver to the device model and back. */

import { join } from 'node:path';
import { DebugViews, lineWith } from './support/debug-views';
import { editorFixture } from './support/editor-fixture';
import { exampleFolder } from './support/example-folder';
import type { Workbench } from './support/workbench';

const DISPATCHER = 'kernel/drivers/bao/io-dispatcher/io_dispatcher.c';
const DEVICE = 'kernel/user/device-model/device.c';
const FRONTEND = 'kernel/guests/lib/virtio-mmio.c';

describe('debugging remio-console in the editor', function () {
  // Each test goes on where the one before has left the editor.
  this.bail(true);
  const editor = editorFixture('person');
  let workbench: Workbench;
  let debug: DebugViews;
  let folder: string;

  before(async () => {
    folder = exampleFolder(editor().folder, 'remio-console');
    workbench = await editor().newWorkbench('remio-console');
    debug = new DebugViews(workbench);
    await workbench.open(editor().server.origin, folder);
  });

  it('opens the folder with its README', async () => {
    // It opens by itself and would take the focus later.
    await workbench.webview.getByText('Try it').waitFor();
  });

  it('stops in the dispatcher driver, where a breakpoint was set before F5', async () => {
    const line = await debug.setBreakpoint(folder, DISPATCHER, 'req.dm_id = dm->info.id;');
    await debug.show();
    await debug.startOrContinue();
    await debug.stoppedAt('bao_dispatch_io', DISPATCHER, line);
    await debug.makeRoomForVariables();
    await workbench.screenshot('stopped-in-driver');
  });

  it('shows the request in the variables', async () => {
    await debug.expand(/^ctx/);
    await debug.variable(/^addr\s*=\s*167788032/).waitFor();
    await workbench.screenshot('variables');
  });

  it("shows the hypervisor's side: the hypercall, and the request with its register and state", async () => {
    await debug.collapse('Locals');
    await debug.expand('Hypercall');
    await debug.variable(/^function\s*=\s*REMIO ASK/).waitFor();
    await debug.expand('REMIO requests');
    await debug.expand(/^#0\s*=\s*PROCESSING: READ MagicValue/);
    await debug.variable(/^device\s*=.*bind key 7/).waitFor();
    await debug.variable(/^frontend\s*=/).waitFor();
    await workbench.screenshot('hypervisor');
  });

  it('steps by line', async () => {
    await workbench.press('F10');
    await debug.stoppedAt('bao_dispatch_io', DISPATCHER, lineWith(join(folder, DISPATCHER), 'req.addr = ctx.addr;'));
    await workbench.screenshot('stepped');
  });

  it("goes on to the device model's line, in another program of the partition", async () => {
    const line = await debug.setBreakpoint(folder, DEVICE, 'request->value = read_register(device, offset);');
    await debug.startOrContinue();
    await debug.stoppedAt('device_access', DEVICE, line);
    await workbench.screenshot('device-model');
  });

  it('sees the frontend resume behind the access', async () => {
    const line = await debug.setBreakpoint(folder, FRONTEND, 'virtio_read(device, VIRTIO_VERSION)');
    await debug.startOrContinue();
    await debug.stoppedAt('virtio_negotiate', FRONTEND, line);
    await workbench.screenshot('frontend-resumed');
  });

  it('lets the guests talk to each other through their consoles', async () => {
    await workbench.runCommand('Remove All Breakpoints');
    await debug.startOrContinue();
    await workbench.terminal('sent 3 lines').waitFor();
    await workbench.typeInTerminal('device-model: serving 1 device', 'send 0 hello from the editor');
    await workbench.terminal('received: hello from the editor').waitFor();
    await workbench.terminal('console0: echo: hello from the editor').waitFor();
    await workbench.screenshot('consoles');
  });

  it('leaves the consoles readable when the session ends', async () => {
    await debug.stop();
    await workbench.terminal('the session has ended').waitFor();
    await workbench.terminal('received: hello from the editor').waitFor();
    await workbench.screenshot('ended');
  });

  it('shows a console again whose terminal was closed', async () => {
    await workbench.terminal('console0: echo').click();
    await workbench.runCommand('Terminal: Kill the Active Terminal Instance');
    await workbench.terminal('console0: echo').waitFor({ state: 'detached' });
    await workbench.runCommand('Bao: Show Guest Console');
    await workbench.quickPick('backend').waitFor();
    await workbench.screenshot('choose-console');
    await workbench.quickPick('backend').click();
    await workbench.terminal('console0: echo').waitFor();
    await workbench.screenshot('shown-again');
  });
});
