// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baoDebug, finished, type Outcome, startBaoDebug } from '../support/bao-debug';
import { projectRoot } from '../support/requirements';
import { buildGuests, configText, type GuestVm, REMIO_VMS } from './guests';

describe('bao-debug', () => {
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bao-cli-'));
    await buildGuests(folder);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Writes a configuration beside the guests and gives its path. */
  function write(name: string, content: string | readonly GuestVm[]): string {
    const path = join(folder, `${name}.c`);
    writeFileSync(path, typeof content === 'string' ? content : configText(content));
    return path;
  }

  function jsonLines(outcome: Outcome): Record<string, unknown>[] {
    return outcome.output
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  describe('used wrongly', () => {
    const cases: readonly (readonly [string[], RegExp])[] = [
      [[], /bao-debug run CONFIG/],
      [['fly'], /'fly' is not a command; there is run, trace, step/],
      [['help', 'fly'], /'fly' is not a command/],
      [['run', '/dev/null'], /is not a regular file; give the path/],
      [['run'], /run needs a configuration/],
      [['run', 'a', 'b'], /'b' is one argument too many/],
      [['run', 'no-such-system'], /neither a file nor an example system/],
      [['run', './no/such/config.c'], /does not exist; give the path/],
      [['run', 'x', '--nonsense'], /Unknown option '--nonsense'/],
      [['run', 'x', '--instructions', 'many'], /--instructions takes a number/],
      [['run', 'x', '--instructions', '0'], /--instructions takes a number/],
      [['run', 'x', '--images', 'guest'], /--images takes NAME=PATH/],
      [['run', 'x', '--vm', 'first'], /--vm takes the number/],
      [['run', 'test/cli'], /there is no config.c in test\/cli/],
    ];
    for (const [args, pattern] of cases) {
      it(`says what is wrong and ends with 2: bao-debug ${args.join(' ')}`, async () => {
        const outcome = await baoDebug(args);
        assert.match(outcome.errors, pattern);
        assert.equal(outcome.output, '');
        assert.equal(outcome.code, 2);
      });
    }

    it('knows no other platforms, images and virtual machines than there are', async () => {
      const config = write('small', [{ guest: 'hello.bin' }]);
      for (const [args, pattern] of [
        [['--platform', 'toaster'], /'toaster' is not a platform; there is qemu-riscv64-virt/],
        [['--images', 'kernel=x'], /has no VM_IMAGE of that name \(it has image0\)/],
        [['--vm', '1'], /--vm 1: the configuration has 1 virtual machine/],
      ] as const) {
        const outcome = await baoDebug(['run', config, ...args]);
        assert.match(outcome.errors, pattern);
        assert.equal(outcome.code, 2);
      }
    });
  });

  it('explains itself and every command', async () => {
    for (const args of [
      ['--help'],
      ['help'],
      ['run', '--help'],
      ['trace', '-h'],
      ['step', '--help'],
      ['run', 'x', '-h'],
    ]) {
      const outcome = await baoDebug(args);
      assert.match(outcome.output, /--images NAME=PATH/);
      assert.equal(outcome.code, 0);
    }
    for (const args of [
      ['dap', '--help'],
      ['help', 'dap'],
    ]) {
      const { output, code } = await baoDebug(args);
      assert.match(output, /Debug Adapter Protocol/);
      assert.equal(code, 0);
    }
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    assert.equal((await baoDebug(['--version'])).output, `bao-debug ${version}\n`);
  });

  describe('run', () => {
    it('prints console lines with their virtual machine, says who waits for what, and ends', async () => {
      const config = write('two', [{ guest: 'hello.bin' }, { guest: 'hello.elf' }]);
      const outcome = await baoDebug(['run', config]);
      for (const vm of [0, 1]) {
        assert.match(
          outcome.output,
          new RegExp(`^vm${vm} image${vm} *\\| hello from the guest\nvm${vm} .*second line$`, 'm'),
        );
      }
      assert.match(outcome.output, /^bao .*\| Bao Hypervisor/m);
      assert.match(outcome.errors, /stopped: every hart waits/);
      assert.match(outcome.errors, /hart 1 .*wfi/);
      assert.equal(outcome.code, 0);
    });

    it('gives one JSON object a line', async () => {
      const lines = jsonLines(await baoDebug(['run', '--json', write('json', [{ guest: 'hello.bin' }])]));
      const consoles = lines.filter((line) => 'console' in line);
      assert.deepEqual(consoles, [
        { vm: 0, name: 'image0', console: 'hello from the guest' },
        { vm: 0, name: 'image0', console: 'second line' },
      ]);
      const hypervisor = lines.filter((line) => 'hypervisor' in line);
      assert.match(String(hypervisor[0]!.hypervisor), /^Bao Hypervisor/);
      assert.deepEqual(Object.keys(hypervisor[0]!), ['hypervisor']);
    });

    it('types what is piped in, line by line, and takes its end for the end of input', async () => {
      const config = write('echo', [{ guest: 'echo.bin', takesInput: true }]);
      const outcome = await baoDebug(['run', config], { input: 'first\nsecond line\nlast without end' });
      assert.match(outcome.output, /got \[first\]\n.*ready> \n.*got \[second line\]/);
      assert.match(outcome.output, /ready> last without end$|ready> $/m);
      assert.equal(outcome.code, 0);
    });

    it('does the same with --input, whatever the timing', async () => {
      const config = write('echo', [{ guest: 'echo.bin', takesInput: true }]);
      const piped = await baoDebug(['run', config], { input: 'a\nb\n' });
      const scripted = await baoDebug(['run', config, '--input', 'a', '--input', 'b']);
      const slow = startBaoDebug(['run', config]);
      const result = finished(slow);
      slow.stdin!.write('a\n');
      slow.stdout!.on('data', (text: string) => {
        if (text.includes('got [a]')) {
          slow.stdin!.end('b\n');
        }
      });
      assert.equal(scripted.output, piped.output);
      assert.equal((await result).output, piped.output);
      assert.match(piped.output, /got \[b\]/);
    });

    it('types bytes and characters as they were meant', async () => {
      const config = write('bytes', [{ guest: 'echo.bin', takesInput: true }]);
      for (const options of [['--input', 'caf\\xc3\\xa9 \u20ac'], []]) {
        const outcome = await baoDebug(['run', config, ...options], { input: 'caf\u00e9 \u20ac\n' });
        assert.match(outcome.output, /got \[caf\u00e9 \u20ac\]/);
      }
    });

    it('does not pass over output that was lost', async function () {
      const full = '/dev/full';
      if (!existsSync(full)) {
        return this.skip();
      }
      const device = openSync(full, 'w');
      const program = join(projectRoot, 'dist', 'bao-debug.js');
      const config = write('lost', [{ guest: 'hello.bin' }]);
      const { status, stderr } = spawnSync(process.execPath, [program, 'run', config], {
        stdio: ['ignore', device, 'pipe'],
        encoding: 'utf8',
      });
      closeSync(device);
      assert.match(stderr, /the output could not be written: .*no space/);
      assert.equal(status, 1);
    });

    it('types at the virtual machine of --vm', async () => {
      const vms = [{ guest: 'hello.bin' }, { guest: 'echo.bin', takesInput: true }];
      const outcome = await baoDebug(['run', write('second', vms), '--vm', '1', '--input', 'over here']);
      assert.match(outcome.output, /^vm1 .*got \[over here\]$/m);
    });

    it('ends at the budget', async () => {
      const config = write('flood', [{ guest: 'flood.bin' }]);
      const outcomes = [
        await baoDebug(['run', config, '--instructions', '300k']),
        await baoDebug(['run', config, '--instructions', '300,000']),
      ];
      assert.match(outcomes[0]!.errors, /the instruction budget is used up \(300,000 instructions/);
      assert.match(outcomes[0]!.output, /all work and no play/);
      assert.equal(outcomes[0]!.output, outcomes[1]!.output);
      assert.equal(outcomes[0]!.code, 0);
    });

    it('ends on interrupt, saying what the harts did', async () => {
      const child = startBaoDebug(['run', write('flood', [{ guest: 'flood.bin' }])], { input: '' });
      child.stdout!.once('data', () => child.kill('SIGINT'));
      const outcome = await finished(child);
      assert.match(outcome.errors, /stopped: interrupted/);
      assert.match(outcome.errors, /hart 0/);
      assert.equal(outcome.code, 0);
    });

    it('ends when its reader goes away', async () => {
      const child = startBaoDebug(['run', write('flood', [{ guest: 'flood.bin' }])], { input: '' });
      child.stdout!.once('data', () => child.stdout!.destroy());
      const outcome = await finished(child);
      assert.notEqual(outcome.code, null);
    });

    it('ends with 1 when a guest died, and lets the others go on', async () => {
      const config = write('dead', [{ guest: 'nowhere.bin' }, { guest: 'hello.bin' }]);
      const outcome = await baoDebug(['run', config]);
      assert.match(outcome.output, /^bao .*\| BAO ERROR: /m);
      assert.match(outcome.output, /^vm1 .*second line$/m);
      assert.match(outcome.errors, /hart 0 .*hangs in the hypervisor/);
      assert.equal(outcome.code, 1);
    });

    it('survives a guest that traps in a loop', async () => {
      const outcome = await baoDebug(['run', write('loop', [{ guest: 'trap-loop.bin' }]), '--instructions', '2M']);
      assert.match(outcome.output, /looping/);
      assert.match(outcome.errors, /trap-loop/);
      assert.equal(outcome.code, 0);
    });

    it('shows control characters of a guest instead of obeying them', async () => {
      const config = write('echo', [{ guest: 'echo.bin', takesInput: true }]);
      const outcome = await baoDebug(['run', config, '--input', '\u001b[2Jgone']);
      assert.match(outcome.output, /got \[\\x1b\[2Jgone\]/);
    });
  });

  describe('given something that cannot be used', () => {
    const hello: GuestVm = { guest: 'hello.bin' };

    async function refuses(config: string, pattern: RegExp, ...args: string[]): Promise<Outcome> {
      const outcome = await baoDebug(['run', config, ...args]);
      assert.match(outcome.errors, pattern);
      assert.equal(outcome.code, 1);
      return outcome;
    }

    it('points at a syntax error with the line and a mark under it', async () => {
      const text = configText([hello]).replace('.cpu_num = 1,', '.cpu_num = 1');
      const outcome = await refuses(write('syntax', text), /syntax\.c:\d+:\d+: error: ',' expected after '1'/);
      assert.match(outcome.errors, /\n {4}.*region_num|\n {4}.*RAM/);
      assert.match(outcome.errors, /\n +\^/);
    });

    it('names the field that was probably meant', async () => {
      const text = configText([hello]).replace('.entry', '.entri');
      await refuses(
        write('field', text),
        /field\.c:\d+:\d+: error: struct vm_config has no field 'entri' \(did you mean 'entry'\?\)/,
      );
    });

    it('says that a file is far too large, empty, or in an encoding that compilers do not read', async () => {
      const huge = join(folder, 'huge.c');
      writeFileSync(huge, '');
      truncateSync(huge, 800 << 20);
      await refuses(huge, /huge\.c is larger than 64 MiB; is this the right file\?/);
      rmSync(huge);
      const outcome = await refuses(write('void', ''), /void\.c:1:1: error: this file defines no configuration/);
      assert.doesNotMatch(outcome.errors, /\^/);
      const wide = join(folder, 'wide.c');
      writeFileSync(wide, Buffer.from(`\ufeff${configText([hello])}`, 'utf16le'));
      await refuses(wide, /wide\.c is in UTF-16; .* save it as that/);
    });

    it('reads what editors on other systems write', async () => {
      for (const [name, text] of [
        ['returns', configText([hello]).replaceAll('\n', '\r\n')],
        ['mark', `\ufeff${configText([hello])}`],
      ] as const) {
        const outcome = await baoDebug(['run', write(name, text)]);
        assert.match(outcome.output, /hello from the guest/);
        assert.equal(outcome.code, 0);
      }
    });

    it('misses images', async () => {
      const text = configText([hello]).replace(/ *\.image = .*\n/, '');
      await refuses(write('imageless', text), /imageless\.c:\d+:\d+: error: VM 0 has no image/);
      await refuses(
        write('gone', [{ guest: 'gone.bin' }]),
        /gone\.c:3:\d+: error: image 'image0': .*gone\.bin does not exist; give another file with --images image0=PATH/,
      );
      await refuses(
        write('gone', [{ guest: 'gone.bin' }]),
        /other\.bin does not exist/,
        '--images',
        `image0=${join(folder, 'other.bin')}`,
      );
      writeFileSync(join(folder, 'empty.bin'), '');
      await refuses(write('empty', [{ guest: 'empty.bin' }]), /empty\.bin is empty/);
      mkdirSync(join(folder, 'folder.bin'), { recursive: true });
      await refuses(write('folder', [{ guest: 'folder.bin' }]), /folder\.bin is a folder/);
    });

    it('refuses ELF files that are cut off or for another machine', async () => {
      const elf = readFileSync(join(folder, 'hello.elf'));
      writeFileSync(join(folder, 'cut.elf'), elf.subarray(0, 100));
      await refuses(write('cut', [{ guest: 'cut.elf' }]), /cut\.elf: truncated/);
      const foreign = Buffer.from(elf);
      foreign.writeUInt16LE(62, 18);
      writeFileSync(join(folder, 'foreign.elf'), foreign);
      await refuses(write('foreign', [{ guest: 'foreign.elf' }]), /foreign\.elf: .*not for RISC-V/);
    });

    it('does without the symbols of a stripped ELF file', async () => {
      const stripped = readFileSync(join(folder, 'frontend.elf'));
      // No section headers: what strip leaves of a program at worst.
      stripped.fill(0, 40, 48);
      stripped.fill(0, 58, 64);
      writeFileSync(join(folder, 'stripped.elf'), stripped);
      const config = write('stripped', [REMIO_VMS[0]!, { ...REMIO_VMS[1]!, guest: 'stripped.elf' }]);
      assert.match((await baoDebug(['run', config])).output, /the backend answered/);
      const outcome = await baoDebug(['step', config]);
      assert.match(outcome.output, /note: .*stripped\.elf is stripped/);
      assert.match(outcome.output, /7 {2}The frontend goes on/);
      assert.equal(outcome.code, 0);
    });

    it('goes on as Bao would where only a part is wrong', async () => {
      const overlap =
        '.region_num = 2, .regions = (struct vm_mem_region[]) { { .base = 0x90000000, .size = 0x1000000 }, { .base = 0x90800000, .size = 0x1000000 } },';
      const config = write('overlap', [{ guest: 'hello.bin', platform: overlap }, hello]);
      const outcome = await baoDebug(['run', config]);
      assert.match(outcome.errors, /overlap\.c:\d+:\d+: error: .*/);
      assert.match(outcome.output, /^vm1 .*hello from the guest$/m);
      assert.doesNotMatch(outcome.output, /^vm0 .*hello/m);
      assert.equal(outcome.code, 1);
    });

    it('takes another image by --images, as raw bytes or as an ELF file', async () => {
      const config = write('replaced', [{ guest: 'gone.bin' }]);
      for (const image of ['hello.bin', 'hello.elf']) {
        const outcome = await baoDebug(['run', config, '--images', `image0=${join(folder, image)}`]);
        assert.match(outcome.output, /hello from the guest/);
        assert.equal(outcome.code, 0);
      }
    });
  });

  describe('trace', () => {
    it('leaves nothing out', async () => {
      const outcome = await baoDebug(['trace', '--json', write('remio', REMIO_VMS)]);
      const events = jsonLines(outcome);
      const sequence = events.map((event) => Number(event.sequence));
      assert.deepEqual(
        sequence,
        [...sequence].sort((a, b) => a - b),
      );
      assert.ok(!('dropped' in events.at(-1)!));
      const states = events.filter(({ kind }) => kind === 'requestState').map(({ state }) => state);
      const life = ['PENDING', 'PROCESSING', 'COMPLETE', 'FREE'];
      assert.deepEqual(states, [...life, ...life]);
      assert.equal(outcome.code, 0);
    });

    it('shows each event in a line with its place in the source', async () => {
      const outcome = await baoDebug(['trace', write('remio', REMIO_VMS)]);
      assert.match(
        outcome.output,
        /requestState +request 0 \(#0\) is PENDING: WRITE 4 bytes at 0xa003e04, value 0x1234.* store_register \(.*guest\.c:\d+\)/,
      );
      assert.match(outcome.output, /hypercall +REMIO ASK\(device model 0/);
    });
  });

  describe('step', () => {
    it('follows a request from the store to the instruction after it', async () => {
      const outcome = await baoDebug(['step', write('remio', REMIO_VMS)]);
      const stages = [
        /1 {2}The frontend stores to a device register/,
        /store_register at .*guest\.c:\d+\n.*sw %0, 4\(%1\)/,
        /called by guest_main +guest\.c:\d+ +store_register\(0x1234\);/,
        /2 {2}Bao queues the request/,
        /slot 0 of 4, PENDING: WRITE of 4 bytes at 0xa003e04, value 0x1234/,
        /3 {2}Bao interrupts the backend/,
        /4 {2}The backend takes the interrupt/,
        /5 {2}.* asks for the request/,
        /6 {2}.* completes the request/,
        /7 {2}The frontend goes on at the next instruction/,
        /The request pool/,
        /#0 \* +FREE +WRITE 4 at 0xa003e04/,
      ];
      let rest = outcome.output;
      for (const stage of stages) {
        const found = stage.exec(rest);
        assert.ok(found, `${stage} is missing in\n${outcome.output}`);
        rest = rest.slice(found.index);
      }
      assert.equal(outcome.code, 0);
    });

    it('follows another request by number or offset, as JSON too', async () => {
      const config = write('remio', REMIO_VMS);
      for (const which of ['1', '0x8']) {
        const lines = jsonLines(await baoDebug(['step', '--json', config, '--request', which]));
        assert.deepEqual(
          lines.slice(0, -1).map(({ id }) => id),
          ['trapped', 'queued', 'injected', 'taken', 'asked', 'completed', 'resumed'],
        );
        assert.match(JSON.stringify(lines[6]), /"value":"a\d = 0x77"/);
      }
    });

    it('says so when there is no such request', async () => {
      const outcome = await baoDebug(['step', write('remio', REMIO_VMS), '--request', '99']);
      assert.match(outcome.errors, /no request '99' was made/);
      assert.equal(outcome.code, 1);
      assert.equal((await baoDebug(['step', write('remio', REMIO_VMS), '--request', 'Colour'])).code, 2);
    });

    it('does without symbols', async () => {
      copyFileSync(join(folder, 'frontend.bin'), join(folder, 'bare-frontend.bin'));
      const vms = [REMIO_VMS[0]!, { ...REMIO_VMS[1]!, guest: 'bare-frontend.bin' }];
      const outcome = await baoDebug(['step', write('bare', vms)]);
      assert.match(outcome.output, /note: .*bare-frontend\.bin has no \.elf beside it/);
      assert.match(outcome.output, /7 {2}The frontend goes on/);
      assert.equal(outcome.code, 0);
    });
  });
});
