// SPDX-License-Identifier: Apache-2.0
/** What --help prints. */

import type { Topic } from './options';

const OPTIONS = `Options (the same for every command):
  --images NAME=PATH   take the image that VM_IMAGE calls NAME from PATH: raw bytes, or an ELF file (repeatable)
  --platform NAME      the hardware under Bao (default: qemu-riscv64-virt; with N CPUs: qemu-riscv64-virt-smpN)
  --drivers DIR        build the system's kernels with the Bao drivers of DIR: a kernel tree, or its drivers/virt/bao
  --instructions N     stop after N instructions of all harts together (20M and 500k are understood)
  --json               one JSON object a line on standard output
  --input TEXT         type TEXT and Enter at a console that waits for input, instead of standard input (repeatable)
  --vm N               the virtual machine that typing goes to (default: the first that waits for input)
  --request WHICH      the request that step follows: its number, or a register such as Status
  --no-pause           do not wait for Enter between the stages of step
  -h, --help           this text; bao-debug COMMAND --help says more about a command
      --version        the version

CONFIG is the path of Bao's config.c, or the name of an example system (EXAMPLES). Relative image paths in it are relative to it.
Exit code: 0; 1 when a guest died, or Bao would have refused the configuration, or it could not be used; 2 for wrong use.`;

const ADAPTER = `bao-debug dap

Speaks the Debug Adapter Protocol over standard input and output, so that any editor that does can debug a system: Bao's
configuration, the guests, their drivers and programs. Launch arguments: config (as CONFIG of the other commands), images
(an object of VM_IMAGE names and paths), stopOnEntry, drivers, platform, seed, goOnWithErrors, sourceMap (an object of
folders in the debug information and where they are now). Ends with its client.
`;

const LINT = `bao-debug lint [--config CONFIG] [--bindings DIR]... [--only FAMILIES] [--json | --sarif] FILES

Checks device trees (.dts, or flattened .dtb): as the specification wants, under the names of dtc's checks (spec); with
bindings, as dt-validate does (bindings); against the configuration of the hypervisor that the guests run on (cross).
Included files are looked for beside the file that includes them. Bindings (.yaml) are checked as dt-doc-validate does: the
rules for their files, and their examples with all bindings; headers are those of the tree that they are in.

  --config CONFIG      Bao's config.c. A tree is the virtual machine's whose image has its name; trees of that name beside
                       the configuration are taken when no FILES are given
  --bindings DIR       a folder of bindings: a kernel's Documentation/devicetree/bindings, the schemas of dt-schema,
                       your own, or a single file (repeatable); those for Bao's devices are always there
  --only FAMILIES      the families of checks, with commas between them: spec, bindings, cross
  --json               one JSON object a line on standard output: file, range, severity, code, message; from bindings
                       also node, property_path, schema, kind
  --sarif              one document for tools that read SARIF 2.1.0

Bindings are prepared once and kept in an index, in the folder that BAO_DEBUG_CACHE names, or the user's cache folder.
Exit code: 0; 1 when there are findings; 2 for wrong use.
`;

const DTB = `bao-debug dtb [--symbols] [-o OUTPUT] FILE

Writes the flattened form of a device tree, byte for byte as dtc 1.6.1 does. C preprocessor directives are understood;
included files are looked for beside the file that includes them. Overlays (/plugin/) get the lists of what is to be
filled in when they are applied.

  --symbols            let overlays refer to the labels of the tree (as dtc -@)
  -o, --output OUTPUT  the file to write (default: FILE with the ending .dtb, or .dtbo for overlays)

Exit code: 0; 1 when the tree has errors; 2 for wrong use.
`;

const GENERAL = `bao-debug runs a Bao system in an embedded machine: config.c and guest images in, no hardware, no emulator to install.

  bao-debug run CONFIG     boot it; guest consoles come out line by line, typing goes in
  bao-debug trace CONFIG   every trap, hypercall, interrupt and request, as it happens
  bao-debug step CONFIG    follow one REMIO request from the frontend's store to the instruction after it
  bao-debug lint FILES     check device trees
  bao-debug dtb FILE       write the flattened form of a device tree
  bao-debug dap            be a debug adapter for an editor, over standard input and output

${OPTIONS}
`;

const ABOUT: Readonly<Record<Topic, string>> = {
  run: `bao-debug run CONFIG [options]

Boots the system and prints what the guests write to their consoles, each line with its virtual machine. Ends when every
hart waits and nothing could wake one, at the budget of --instructions, or on Ctrl-C; then says which hart waits for what.
With --json: {"vm":0,"name":"...","console":"the line"}, and {"hypervisor":"the line"} for Bao's own.

${OPTIONS}
`,
  trace: `bao-debug trace CONFIG [options]

Prints the event stream: guest traps, hypercalls with arguments and results, request states, interrupts, notifications,
console output and findings, each with instruction count, hart, virtual machine and pc. Nothing is left out.

${OPTIONS}
`,
  step: `bao-debug step CONFIG [options]

Follows one REMIO request through its life: the trapped access of the frontend, the hypervisor's queue, the interrupt of
the backend, the I/O dispatcher driver, the device model, the completion, and the frontend's next instruction, each stage
with its place in the source. Then shows the request pool and the virtqueue in shared memory.

${OPTIONS}
`,
  dap: ADAPTER,
  lint: LINT,
  dtb: DTB,
};

/** @param examples the names of the example systems there are */
export function helpText(topic: Topic | undefined, examples: readonly string[]): string {
  const text = topic === undefined ? GENERAL : ABOUT[topic];
  return text.replace('(EXAMPLES). ', examples.length > 0 ? `(${examples.join(', ')}).\n` : '(not built here).\n');
}
