// SPDX-License-Identifier: Apache-2.0
/** The language server, by a real client over its standard input and output. */

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type CodeAction,
  CodeActionRequest,
  type Command,
  CompletionRequest,
  DefinitionRequest,
  type Diagnostic,
  DocumentFormattingRequest,
  DocumentLinkRequest,
  DocumentSymbolRequest,
  ExecuteCommandRequest,
  FoldingRangeRequest,
  HoverRequest,
  type Position,
  ReferencesRequest,
  RenameRequest,
  SemanticTokensRequest,
  type ShowDocumentParams,
  ShowDocumentRequest,
  ShowMessageRequest,
} from 'vscode-languageserver-protocol';
import { TOKEN_TYPES } from '../../extension/device-tree/server/features/colours';
import { LanguageClient, uriOf } from '../support/language-client';
import { projectRoot } from '../support/requirements';

const SOC = `#define BASE 0x1000
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	uart: serial@1000 {
		reg = <BASE 0x100>;
	};
};
`;
const BOARD = `/dts-v1/;
#include "soc.dtsi"
/ {
	aliases {
		serial0 = &uart;
	};
};
&uart {
	status = "okay";
};
`;

const TOASTER = `# SPDX-License-Identifier: GPL-2.0
%YAML 1.2
---
$id: http://devicetree.org/schemas/toaster.yaml#
$schema: http://devicetree.org/meta-schemas/core.yaml#
title: Toaster
description: Makes toast.
maintainers:
  - Nobody <nobody@example.org>
properties:
  compatible:
    const: acme,toaster
  slices:
    $ref: /schemas/types.yaml#/definitions/uint32
    description: How many slices fit in.
    enum: [1, 2]
  colour:
    $ref: /schemas/types.yaml#/definitions/string
    enum: [red, blue]
required:
  - compatible
  - slices
additionalProperties: false
`;

/** Type and text of each token. @param data as the protocol encodes them: five numbers each, relative to the last */
function coloured(text: string, data: readonly number[]): string[] {
  const lines = text.split('\n');
  const found: string[] = [];
  for (let index = 0, line = 0, start = 0; index < data.length; index += 5) {
    const [down, right, length, type] = data.slice(index) as [number, number, number, number];
    line += down;
    start = down > 0 ? right : start + right;
    found.push(`${TOKEN_TYPES[type]} ${lines[line]!.slice(start, start + length)}`);
  }
  return found;
}

describe('the language server for device trees', () => {
  let folder: string;
  let client: LanguageClient;
  const path = (name: string): string => join(folder, name);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bao-server-'));
    client = new LanguageClient();
  });

  afterEach(async () => {
    await client.stop();
    rmSync(folder, { recursive: true });
  });

  function codes(diagnostics: readonly Diagnostic[]): unknown[] {
    return diagnostics.map(({ code }) => code);
  }

  /** Where a piece of text begins. */
  function place(uri: string, piece: string, into = 0): { textDocument: { uri: string }; position: Position } {
    const before = client.text(uri).split(piece)[0]!.split('\n');
    return {
      textDocument: { uri },
      position: { line: before.length - 1, character: before[before.length - 1]!.length + into },
    };
  }

  /** Label and text of each. */
  async function completions(uri: string, piece: string, into: number): Promise<string[]> {
    const found = await client.connection.sendRequest(CompletionRequest.type, place(uri, piece, into));
    const items = found === null ? [] : 'items' in found ? found.items : found;
    return items.map(({ label, textEdit }) => `${label} ${textEdit?.newText}`);
  }

  async function actionsAt(uri: string, piece: string): Promise<(Command | CodeAction)[]> {
    const { textDocument, position } = place(uri, piece);
    const range = { start: position, end: position };
    const context = { diagnostics: [] };
    const found = await client.connection.sendRequest(CodeActionRequest.type, { textDocument, range, context });
    return found ?? [];
  }

  async function openBoard(): Promise<string> {
    writeFileSync(path('soc.dtsi'), SOC);
    writeFileSync(path('board.dts'), BOARD);
    await client.start({ checks: { bindings: false } });
    return client.open(path('board.dts'));
  }

  it('says what is wrong while one types, and that it is right again', async () => {
    const uri = await openBoard();
    await client.until(uri, (found) => found.length === 0);
    await client.change(uri, BOARD.replace('&uart;', '&none;'));
    const [wrong] = await client.until(uri, (found) => found.length > 0);
    assert.equal(wrong?.code, 'path_references');
    assert.deepEqual(wrong?.range.start, place(uri, '&none').position);
    await client.change(uri, BOARD);
    await client.until(uri, (found) => found.length === 0);
  });

  it('says in an included file what is wrong there, as it is edited', async () => {
    const board = await openBoard();
    await client.until(board, () => true);
    const soc = await client.open(path('soc.dtsi'));
    await client.change(soc, SOC.replace('serial@1000', 'serial@2000').replace('<BASE 0x100>', '<BASE>'));
    assert.deepEqual(codes(await client.until(soc, (found) => found.length > 0)), ['reg_format']);
  });

  it('sees an interrupt that the configuration does not have on both sides, and mends it', async () => {
    cpSync(join(projectRoot, 'kernel', 'systems', 'ipc'), folder, { recursive: true });
    const planted = readFileSync(path('linuxvm.dts'), 'utf8').replace('interrupts = <52>', 'interrupts = <51>');
    writeFileSync(path('linuxvm.dts'), planted);
    await client.start();
    const tree = await client.open(path('linuxvm.dts'));
    const config = uriOf(path('config.c'));
    const wanted = (found: readonly Diagnostic[]) => codes(found).includes('bao-ipc-interrupt');
    const inTree = await client.until(tree, wanted);
    const inConfig = await client.until(config, wanted);
    assert.equal(inConfig[0]?.relatedInformation?.[0]?.location.uri, tree);
    const { range } = inTree.find(({ code }) => code === 'bao-ipc-interrupt')!;
    const context = { diagnostics: [] };
    const actions = await client.connection.sendRequest(CodeActionRequest.type, {
      ...{ textDocument: { uri: tree }, range, context },
    });
    const [action] = actions ?? [];
    assert.ok(action && 'edit' in action && action.edit);
    await client.apply(action.edit);
    assert.match(client.text(tree), /interrupts = <52>/);
    await client.until(tree, (found) => !wanted(found));
    await client.until(config, (found) => !wanted(found));
  });

  it('takes configurations and trees from where the settings say', async () => {
    const systems = join(projectRoot, 'kernel', 'systems', 'ipc');
    mkdirSync(path('configs'));
    mkdirSync(path('trees'));
    cpSync(join(systems, 'config.c'), path('configs/board.c'));
    cpSync(join(systems, 'peer.dts'), path('trees/second.dts'));
    const planted = readFileSync(join(systems, 'linuxvm.dts'), 'utf8').replace(
      'interrupts = <52>',
      'interrupts = <51>',
    );
    writeFileSync(path('trees/first.dts'), planted);
    const trees = { linuxvm: path('trees/first.dts'), 1: path('trees/second.dts') };
    await client.start({ systems: { [path('configs/board.c')]: trees }, checks: { bindings: false } });
    await client.open(path('trees/second.dts'));
    for (const file of ['trees/first.dts', 'configs/board.c']) {
      await client.until(uriOf(path(file)), (found) => codes(found).includes('bao-ipc-interrupt'));
    }
  });

  it('checks with the bindings that it brings', async () => {
    cpSync(join(projectRoot, 'kernel', 'systems', 'ipc'), folder, { recursive: true });
    const text = readFileSync(path('peer.dts'), 'utf8').replace('id = <0>;', 'id = "zero";');
    writeFileSync(path('peer.dts'), text);
    await client.start();
    const uri = await client.open(path('peer.dts'));
    const found = await client.until(uri, (each) => each.some(({ message }) => /\bid\b/.test(message)));
    assert.ok(found.length > 0);
  });

  /** A board in a tree of the kernel's shape, with a header and a binding of that tree. */
  async function openKernelBoard(settings: object): Promise<string> {
    const files = {
      'include/dt-bindings/toaster.h': '#define SLICES 3\n',
      'Documentation/devicetree/bindings/toaster.yaml': TOASTER,
      'arch/riscv/boot/dts/board.dts': `/dts-v1/;
#include <dt-bindings/toaster.h>
/ {
	compatible = "acme,board";
	toaster {
		compatible = "acme,toaster";
		slices = <SLICES>;
	};
};
`,
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), text);
    }
    await client.start(settings, [path('arch/riscv')]);
    return client.open(path('arch/riscv/boot/dts/board.dts'));
  }

  it('finds headers and bindings of the kernel tree that the workspace is in', async () => {
    const uri = await openKernelBoard({});
    const found = await client.until(uri, (each) => each.some(({ message }) => message.includes("'slices'")));
    assert.ok(!codes(found).some((code) => String(code).startsWith('dts-')), JSON.stringify(found));
  });

  it('completes properties, values and compatible strings from the binding', async () => {
    const uri = await openKernelBoard({});
    await client.until(uri, (each) => each.some(({ message }) => message.includes("'slices'")));
    const text = client.text(uri).replace('slices = <SLICES>;', 'colour = "";\n\t\tsl');
    await client.change(uri, text);
    assert.deepEqual(await completions(uri, 'colour = "', 10), ['red red', 'blue blue']);
    const names = await completions(uri, '\t\tsl', 4);
    assert.ok(names.includes('slices slices = <$1>;'), names.join());
    assert.ok(!names.some((name) => name.startsWith('colour')), names.join());
    await client.change(uri, text.replace('\t\tsl', '\t\tslices = <'));
    assert.deepEqual(await completions(uri, '\t\tslices = <', 12), ['1 1', '2 2']);
    await client.change(uri, text.replace('"acme,toaster"', '"acme,t'));
    assert.deepEqual(await completions(uri, '"acme,t', 7), ['acme,toaster acme,toaster']);
  });

  it('completes references with as many cells as the provider wants', async () => {
    const uri = await openBoard();
    const clock = 'clk: clock { #clock-cells = <2>; };\n\tuser { clocks = <&';
    await client.change(uri, BOARD.replace('aliases {', `${clock}>; };\n\taliases {`));
    assert.deepEqual(await completions(uri, 'clocks = <&', 11), [`clk &clk \${1:0} \${2:0}`]);
  });

  it('tells what a binding says of a node and a property, and where it is', async () => {
    const uri = await openKernelBoard({});
    await client.until(uri, (each) => each.some(({ message }) => message.includes("'slices'")));
    const node = JSON.stringify(await client.connection.sendRequest(HoverRequest.type, place(uri, 'toaster {', 1)));
    assert.match(node, /Makes toast/);
    assert.match(node, /acme,toaster.*toaster\.yaml\]\(file:/);
    const property = JSON.stringify(await client.connection.sendRequest(HoverRequest.type, place(uri, 'slices =', 1)));
    assert.match(property, /Type: uint32.*How many slices fit in/);
  });

  it('tells on request why a binding is applied, and leads to its line', async () => {
    const uri = await openKernelBoard({});
    await client.until(uri, (each) => each.some(({ message }) => message.includes("'slices'")));
    const why = (await actionsAt(uri, 'slices =')).find(({ title }) => title === 'Why this binding?');
    assert.ok(why && typeof why.command === 'object');
    const told = new Promise<string>((resolve) => {
      client.connection.onRequest(ShowMessageRequest.type, ({ message, actions }) => {
        resolve(message);
        return actions?.[0] ?? null;
      });
    });
    const shown = new Promise<ShowDocumentParams>((resolve) => {
      client.connection.onRequest(ShowDocumentRequest.type, (params) => {
        resolve(params);
        return { success: true };
      });
    });
    const { command, arguments: given = [] } = why.command;
    await client.connection.sendRequest(ExecuteCommandRequest.type, { command, arguments: given });
    assert.match(await told, /toaster\.yaml is applied because \/toaster has 'acme,toaster'/);
    const { uri: binding, selection } = await shown;
    assert.equal(binding, uriOf(path('Documentation/devicetree/bindings/toaster.yaml')));
    assert.equal(selection?.start.line, TOASTER.slice(0, TOASTER.indexOf('acme,toaster')).split('\n').length - 1);
  });

  it('gives nodes the unit address that their reg says', async () => {
    const uri = await openBoard();
    const text = '/dts-v1/; / { #address-cells = <1>; #size-cells = <0>; disk { reg = <0x1f>; }; };';
    await client.change(uri, text);
    await client.until(uri, (found) => codes(found).includes('unit_address_vs_reg'));
    const [fix] = await actionsAt(uri, 'disk');
    assert.ok(fix && 'edit' in fix && fix.edit);
    await client.apply(fix.edit);
    assert.equal(client.text(uri), text.replace('disk', 'disk@1f'));
    await client.until(uri, (found) => found.length === 0);
  });

  it('takes folders that count from the workspace, and says which binding cannot be used', async () => {
    mkdirSync(path('mine'));
    writeFileSync(path('mine/bad.yaml'), '$id: [\n');
    await client.start({ bindings: ['mine'] }, [folder]);
    const problems = await client.until(uriOf(path('mine/bad.yaml')), (found) => found.length > 0);
    assert.deepEqual(codes(problems), ['binding-file']);
  });

  it('checks a binding that is being edited', async () => {
    mkdirSync(path('bindings'));
    writeFileSync(
      path('bindings/lamp.yaml'),
      '$id: http://devicetree.org/schemas/lamp.yaml#\nproperties:\n  lamp-ms: { $ref: uint32 }\n',
    );
    await client.start({}, [folder]);
    const uri = await client.open(path('bindings/lamp.yaml'));
    const found = await client.until(uri, (each) => each.some(({ code }) => code === 'binding-file-unit'));
    assert.equal(found.find(({ code }) => code === 'binding-file-unit')?.range.start.line, 2);
  });

  it('leaves features to others where that is wanted', async () => {
    const uri = await openKernelBoard({ features: false });
    await client.until(uri, (each) => each.some(({ message }) => message.includes("'slices'")));
    assert.equal(await client.connection.sendRequest(HoverRequest.type, place(uri, 'slices', 1)), null);
    assert.deepEqual(await client.connection.sendRequest(DocumentSymbolRequest.type, { textDocument: { uri } }), []);
  });

  it('finds labels, who refers to them, and gives them other names', async () => {
    const uri = await openBoard();
    const soc = uriOf(path('soc.dtsi'));
    const at = place(uri, '&uart;', 2);
    const definition = await client.connection.sendRequest(DefinitionRequest.type, at);
    assert.deepEqual(
      [definition].flat().map((each) => each && 'uri' in each && [each.uri, each.range.start.line]),
      [[soc, 4]],
    );
    const context = { includeDeclaration: true };
    const references = await client.connection.sendRequest(ReferencesRequest.type, { ...at, context });
    assert.deepEqual(references?.map((each) => each.range.start.line).sort(), [4, 4, 7]);
    await client.open(path('soc.dtsi'));
    const edit = await client.connection.sendRequest(RenameRequest.type, { ...at, newName: 'console' });
    await client.apply(edit!);
    assert.equal(client.text(uri), BOARD.replaceAll('&uart', '&console'));
    assert.equal(client.text(soc), SOC.replace('uart:', 'console:'));
    await assert.rejects(
      client.connection.sendRequest(RenameRequest.type, { ...at, newName: 'a-b' }),
      /cannot be a label/,
    );
  });

  it('shows what a node and a property come to', async () => {
    const uri = await openBoard();
    const node = await client.connection.sendRequest(HoverRequest.type, place(uri, '&uart {', 1));
    assert.match(JSON.stringify(node), /serial@1000.*At 0x1000, size 0x100/);
    const soc = await client.open(path('soc.dtsi'));
    const reg = await client.connection.sendRequest(HoverRequest.type, place(soc, 'reg = ', 1));
    assert.match(JSON.stringify(reg), /reg = <0x1000 0x100>/);
  });

  it('gives an outline, folds, links to included files, and completes labels', async () => {
    const uri = await openBoard();
    const textDocument = { uri };
    const symbols = await client.connection.sendRequest(DocumentSymbolRequest.type, { textDocument });
    assert.deepEqual(
      symbols?.map(({ name }) => name),
      ['/', '&uart'],
    );
    const folds = await client.connection.sendRequest(FoldingRangeRequest.type, { textDocument });
    assert.deepEqual(
      folds?.map(({ startLine, endLine }) => [startLine, endLine]),
      [
        [2, 5],
        [3, 4],
        [7, 8],
      ],
    );
    const links = await client.connection.sendRequest(DocumentLinkRequest.type, { textDocument });
    assert.deepEqual(
      links?.map(({ target, range }) => [target, range.start]),
      [[uriOf(path('soc.dtsi')), { line: 1, character: 10 }]],
    );
    assert.deepEqual(await completions(uri, '&uart', 1), ['uart &uart']);
  });

  it('formats, and says what is what for colours', async () => {
    const uri = await openBoard();
    const textDocument = { uri };
    await client.change(
      uri,
      BOARD.replaceAll('\t', '  ').replace('status = ', 'status=').replace('&uart {', '&uart{ /* x\n */'),
    );
    const options = { tabSize: 4, insertSpaces: true };
    const edits = await client.connection.sendRequest(DocumentFormattingRequest.type, { textDocument, options });
    await client.apply({ changes: { [uri]: edits ?? [] } });
    assert.equal(client.text(uri), BOARD.replace('&uart {', '&uart { /* x\n */'));
    const tokens = await client.connection.sendRequest(SemanticTokensRequest.type, { textDocument });
    assert.deepEqual(coloured(client.text(uri), tokens?.data ?? []), [
      'keyword /dts-v1/',
      'macro #include "soc.dtsi"',
      'class aliases',
      'property serial0',
      'variable &uart',
      'variable &uart',
      'comment /* x',
      'comment  */',
      'property status',
      'string "okay"',
    ]);
  });

  it('stays up whatever is typed', async () => {
    const uri = await openBoard();
    for (const text of [
      '',
      '\0',
      '&',
      '/ {',
      '#include "board.dts"\n'.repeat(3),
      `/dts-v1/; / { ${'a { '.repeat(5000)}`,
    ]) {
      await client.change(uri, text);
      const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
      await client.connection.sendRequest(CodeActionRequest.type, {
        ...{ textDocument: { uri }, range, context: { diagnostics: [] } },
      });
      await client.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position: range.start });
    }
    await client.change(uri, BOARD);
    await client.until(uri, (found) => found.length === 0);
  });
});
