// SPDX-License-Identifier: Apache-2.0
/** Tokens into a syntax tree. A faulty statement is reported, skipped, and the next one is read. */

import type { DiagnosticList } from './diagnostics';
import type { Token } from './lex';
import { limits } from './limits';
import { type ReadBinary, ValueParser } from './parse-values';
import type { SourceRange } from './source';
import type { MappedText } from './source-map';
import type {
  DeleteNodeSyntax,
  DeletePropertySyntax,
  Label,
  MemoryReservation,
  NodeBody,
  NodeSyntax,
  PropertySyntax,
  ReferenceStatement,
  SyntaxTree,
  TopLevelItem,
} from './syntax';
import { SyntaxFault, TokenCursor } from './token-cursor';

/** Parses a whole source. The tree holds what could be read. */
export function parse(
  tokens: readonly Token[],
  source: MappedText,
  diagnostics: DiagnosticList,
  readBinary?: ReadBinary,
): SyntaxTree {
  return new Parser(new TokenCursor(tokens, source, diagnostics), readBinary).parseTree();
}

interface OpenBody {
  readonly properties: (PropertySyntax | DeletePropertySyntax)[];
  readonly children: (NodeSyntax | DeleteNodeSyntax)[];
}

class Parser {
  private readonly values: ValueParser;
  private readonly reservations: MemoryReservation[] = [];
  private readonly items: TopLevelItem[] = [];
  private plugin: SourceRange | undefined;
  private depth = 0;

  constructor(
    private readonly cursor: TokenCursor,
    readBinary: ReadBinary | undefined,
  ) {
    this.values = new ValueParser(cursor, readBinary);
  }

  parseTree(): SyntaxTree {
    this.guarded(() => this.parseHeader());
    while (!this.cursor.atEnd) {
      if (this.cursor.sees('}')) {
        this.cursor.fault('a node, a reference or the end of the file is expected');
        this.cursor.take();
        this.cursor.accept(';');
      }
      this.guarded(() => this.parseItem());
    }
    if (!this.items.some(({ kind }) => kind === 'node' || (kind === 'extension' && this.plugin))) {
      this.cursor.error('dts-no-root', 'the source has no root node: / { };', this.cursor.range(this.cursor.current));
    }
    return { plugin: this.plugin, reservations: this.reservations, items: this.items };
  }

  private guarded(action: () => void): void {
    try {
      action();
    } catch (fault) {
      if (!(fault instanceof SyntaxFault)) {
        throw fault;
      }
      this.cursor.recover();
    }
  }

  private parseHeader(): void {
    if (!this.cursor.sees('/dts-v1/')) {
      this.cursor.fault("'/dts-v1/;' is expected first");
    }
    while (this.cursor.accept('/dts-v1/')) {
      this.cursor.expect(';', "'/dts-v1/'");
    }
    while (this.cursor.sees('/plugin/')) {
      this.plugin = this.cursor.range(this.cursor.take());
      this.cursor.expect(';', "'/plugin/'");
    }
  }

  private parseItem(): void {
    if (this.cursor.atEnd) {
      return;
    }
    const first = this.cursor.current;
    const labels: Label[] = [];
    this.values.takeLabels(labels);
    if (this.cursor.sees('/memreserve/')) {
      this.parseReservation(first, labels);
    } else if (this.cursor.sees('/delete-node/') || this.cursor.sees('/omit-if-no-ref/')) {
      this.items.push(this.parseReferenceStatement(first));
    } else if (this.cursor.sees('/')) {
      this.parseRoot(first, labels);
    } else {
      this.parseExtension(first, labels);
    }
  }

  private parseReservation(first: Token, labels: readonly Label[]): void {
    if (this.items.length > 0) {
      this.cursor.error('dts-order', '/memreserve/ must come before the nodes', this.cursor.range(this.cursor.current));
    }
    this.cursor.take();
    const address = this.values.parseInteger().value;
    const size = this.values.parseInteger().value;
    this.endStatement('the memory reservation');
    this.reservations.push({ address, size, labels, range: this.cursor.rangeFrom(first) });
  }

  private parseReferenceStatement(first: Token): ReferenceStatement {
    const kind = this.cursor.take().text === '/delete-node/' ? 'delete' : 'omit-if-unreferenced';
    const reference = this.values.takeReference();
    if (!reference) {
      throw this.cursor.fault('a reference such as &label is expected');
    }
    this.endStatement('the reference');
    return { kind, reference, range: this.cursor.rangeFrom(first) };
  }

  private parseRoot(first: Token, labels: readonly Label[]): void {
    const slash = this.cursor.take();
    if (labels.length > 0) {
      this.cursor.error('dts-syntax', 'the root node cannot have a label', labels[0]!.range);
    }
    const body = this.parseBody("'/'");
    const nameRange = this.cursor.range(slash);
    const range = this.cursor.rangeFrom(first);
    this.items.push({ kind: 'node', name: '', nameRange, labels, omitIfUnreferenced: false, ...body, range });
  }

  private parseExtension(first: Token, labels: readonly Label[]): void {
    const reference = this.values.takeReference();
    if (!reference) {
      throw this.cursor.fault("'/' or a reference such as &label is expected");
    }
    const body = this.parseBody('the reference');
    this.items.push({ kind: 'extension', reference, labels, ...body, range: this.cursor.rangeFrom(first) });
  }

  /** Parses `{ ... };`. */
  private parseBody(after: string): NodeBody {
    const open = this.cursor.expect('{', after);
    if (this.depth >= limits.nodeDepth) {
      throw this.cursor.fault(`nodes are nested more than ${limits.nodeDepth} deep; a name is expected`);
    }
    this.depth++;
    const body: OpenBody = { properties: [], children: [] };
    while (!this.cursor.sees('}') && !this.cursor.atEnd) {
      this.guarded(() => this.parseMember(body));
    }
    this.depth--;
    if (this.cursor.atEnd) {
      const range = this.cursor.range(open);
      this.cursor.error('dts-syntax', "this node is not closed with '}'", range);
      return { ...body, bodyRange: this.cursor.rangeFrom(open) };
    }
    this.cursor.take();
    const bodyRange = this.cursor.rangeFrom(open);
    this.endStatement("'}'");
    return { ...body, bodyRange };
  }

  /** Takes a semicolon. A missing one is reported, and the statement counts all the same. */
  private endStatement(after: string): void {
    if (!this.cursor.accept(';')) {
      this.cursor.fault(`';' is expected after ${after}`);
    }
  }

  private parseMember(body: OpenBody): void {
    const first = this.cursor.current;
    const labels: Label[] = [];
    this.values.takeLabels(labels);
    let omitIfUnreferenced = false;
    while (this.cursor.accept('/omit-if-no-ref/')) {
      omitIfUnreferenced = true;
      this.values.takeLabels(labels);
    }
    if (this.cursor.sees('/delete-property/') || this.cursor.sees('/delete-node/')) {
      this.parseDeletion(body, first);
      return;
    }
    if (this.cursor.current.kind !== 'name') {
      throw this.cursor.fault('a property or a node is expected');
    }
    const name = this.cursor.take();
    if (this.cursor.sees('{') || omitIfUnreferenced) {
      const nameRange = this.cursor.range(name);
      const inner = this.parseBody('the name of the node');
      const range = this.cursor.rangeFrom(first);
      body.children.push({ kind: 'node', name: name.text, nameRange, labels, omitIfUnreferenced, ...inner, range });
    } else {
      this.addProperty(body, this.parseProperty(first, name, labels));
    }
  }

  private parseProperty(first: Token, name: Token, labels: readonly Label[]): PropertySyntax {
    const valueLabels: Label[] = [];
    const values = this.cursor.accept('=') ? this.values.parseValues(valueLabels) : [];
    if (!this.cursor.accept(';')) {
      throw this.cursor.fault(values.length > 0 ? "',' or ';' is expected" : "'=', ';' or '{' is expected");
    }
    const nameRange = this.cursor.range(name);
    const range = this.cursor.rangeFrom(first);
    return { kind: 'property', name: name.text, nameRange, labels, values, valueLabels, range };
  }

  private parseDeletion(body: OpenBody, first: Token): void {
    const keyword = this.cursor.take();
    if (this.cursor.current.kind !== 'name') {
      throw this.cursor.fault('a name is expected');
    }
    const token = this.cursor.take();
    this.cursor.expect(';', `'${keyword.text}' and the name`);
    const named = { name: token.text, nameRange: this.cursor.range(token), range: this.cursor.rangeFrom(first) };
    if (keyword.text === '/delete-node/') {
      body.children.push({ kind: 'delete-node', ...named });
    } else {
      this.addProperty(body, { kind: 'delete-property', ...named });
    }
  }

  private addProperty(body: OpenBody, property: PropertySyntax | DeletePropertySyntax): void {
    if (body.children.length > 0) {
      this.cursor.error('dts-order', 'properties must come before the child nodes', property.range);
    }
    body.properties.push(property);
  }
}
