// SPDX-License-Identifier: Apache-2.0
/** The files of an example's folder that exist nowhere else: launch configuration, settings, README. */

import { basename } from 'node:path';
import type { ExampleSystem } from './read-manifest';

export function launchFile(system: ExampleSystem): string {
  const configurations = [
    { name: `Debug ${system.name}`, type: 'bao', request: 'launch', config: variable('config.c') },
    {
      // Edited drivers are compiled into the guest before it boots.
      name: `Debug ${system.name} with edited drivers (needs a RISC-V compiler)`,
      type: 'bao',
      request: 'launch',
      config: variable('config.c'),
      drivers: variable('kernel/drivers/bao'),
    },
  ];
  return `${JSON.stringify({ version: '0.2.0', configurations }, null, 2)}\n`;
}

function variable(path: string): string {
  // The editor's variable, not a template's.
  return `\${workspaceFolder}/${path}`;
}

/** The README opens with the folder; what an image consists of is shown below it. */
export function settingsFile(system: ExampleSystem): string {
  const nested = Object.values(system.images).map(({ bin, elf, programs }) => {
    const tree = `${basename(bin, '.bin')}.dts`;
    return [basename(bin), [elf, tree, ...Object.values(programs ?? {})].map((path) => basename(path)).join(', ')];
  });
  const settings = {
    'workbench.startupEditor': 'readme',
    'explorer.fileNesting.enabled': true,
    'explorer.fileNesting.expand': false,
    'explorer.fileNesting.patterns': { ...Object.fromEntries(nested), 'system.json': 'manifest.json, *.conf' },
  };
  return `${JSON.stringify(settings, null, 2)}\n`;
}

interface Walk {
  /** Where a breakpoint shows the most, and what happens there. */
  readonly breakpoints: readonly (readonly [file: string, what: string])[];
  /** What to type, at which partition's console, and what comes of it. */
  readonly typing: string;
}

const DISPATCHER = 'kernel/drivers/bao/io-dispatcher/io_dispatcher.c';
const IN_THE_DISPATCHER = [
  DISPATCHER,
  'in `bao_dispatch_io`, behind the hypercall: the driver has a request of the frontend in `ctx`',
] as const;
const IN_THE_DEVICE_MODEL = [
  'kernel/user/device-model/device.c',
  'in `device_access`: the device model in user space reads or writes the device register',
] as const;

const WALKS: Readonly<Record<string, Walk>> = {
  'remio-console': {
    breakpoints: [
      ['kernel/guests/virtio-console/main.c', 'in `console_send`: the frontend is about to notify its device'],
      IN_THE_DISPATCHER,
      IN_THE_DEVICE_MODEL,
    ],
    typing:
      'Type `send 0 hello` at the console of `backend`: the text travels to the frontend, which prints it on its own console and sends it back. `help` lists the other commands.',
  },
  'remio-dual': {
    breakpoints: [
      IN_THE_DISPATCHER,
      IN_THE_DEVICE_MODEL,
      ['kernel/guests/lib/virtio-block.c', 'two vCPUs of `storage` use the disk at the same time'],
    ],
    typing:
      'Type `send 0 hello` at the console of `backend`: the text travels to `terminal`. `help` lists the other commands.',
  },
  ipc: {
    breakpoints: [
      ['kernel/drivers/bao/ipcshmem/ipcshmem.c', 'the driver of the shared memory channel'],
      ['kernel/guests/ipc-peer/main.c', 'the bare-metal peer at the other end'],
    ],
    typing:
      'Type `ipc-write 0 hello` at the console of `linuxvm`, then `ipc-wait 0`: the peer reads the text and answers it. `help` lists the other commands.',
  },
};

/** @param about the README of the system's sources */
export function readmeFile(system: ExampleSystem, about: string): string {
  const walk = WALKS[system.name];
  return `${about.trim()}\n${walk === undefined ? '' : `\n${walkText(system, walk)}`}\n${LAYOUT}`;
}

function walkText(system: ExampleSystem, { breakpoints, typing }: Walk): string {
  const lines = breakpoints.map(([file, what]) => `   - [${file}](${file}): ${what}`);
  return `## Try it

1. Open one of these and set a breakpoint:
${lines.join('\n')}
2. Press F5. *Debug ${system.name}* boots all partitions and stops at the breakpoint. The call stack lists every
   partition's vCPUs; beside the program's variables, the Bao scopes show the hypercall and all remote I/O requests.
3. Each partition's console is a terminal. ${typing}
`;
}

const LAYOUT = `## In this folder

| | |
|---|---|
| \`config.c\` | what Bao is configured with: partitions, memory, devices |
| \`*.bin\`, \`*.elf\`, \`*.dts\` | the partitions' images, their symbols, their device trees |
| \`kernel/\` | the sources that the images were built from |
| \`system.json\`, \`*.conf\`, \`manifest.json\` | what the images consist of, and where their sources are |

Editing \`config.c\` takes effect at the next F5. Sources below \`kernel/\` are compiled into the images already; the
second launch configuration compiles the drivers in \`kernel/drivers/bao\` anew, as you have edited them. It needs a clang
or gcc for RISC-V.
`;
