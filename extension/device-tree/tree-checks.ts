// SPDX-License-Identifier: Apache-2.0
/** The faults in names and labels for which dtc refuses to write a tree, under the names of its checks (checks.c, those
 *  of class ERROR). */

import type { DiagnosticList } from './diagnostics';
import type { SourceRange } from './source';
import type { Label } from './syntax';
import type { TreeNode, TreeProperty } from './tree';

/** Reports faulty and repeated names and labels; drops `name` properties that say what the node's name says. */
export function checkNames(root: TreeNode, diagnostics: DiagnosticList): void {
  const labels = new LabelCheck(diagnostics);
  for (const node of root.walk()) {
    checkDuplicates(node, diagnostics);
    checkCharacters(node, diagnostics);
    checkNameProperty(node, diagnostics);
    labels.check(node);
  }
}

function rangeOfNode(node: TreeNode): SourceRange {
  const definition = node.definitions[0]!;
  return definition.kind === 'node' ? definition.nameRange : definition.reference.range;
}

function checkDuplicates(node: TreeNode, diagnostics: DiagnosticList): void {
  const names = new Set<string>();
  for (const child of node.allChildren) {
    if (names.has(child.name)) {
      const range = child.deleted ? rangeOfNode(node) : rangeOfNode(child);
      const message = `${node.path} defines or deletes the child ${child.name} twice in one place`;
      diagnostics.error('duplicate_node_names', message, range);
    } else if (!child.deleted) {
      names.add(child.name);
    }
  }
  const properties = new Set<string>();
  for (const property of node.properties) {
    if (properties.has(property.name)) {
      const message = `${node.path} defines the property ${property.name} twice in one place`;
      diagnostics.error('duplicate_property_names', message, property.definition!.nameRange);
    }
    properties.add(property.name);
  }
}

function checkCharacters(node: TreeNode, diagnostics: DiagnosticList): void {
  if (!/^[\w,.+@-]*$/.test(node.name)) {
    diagnostics.error(
      'node_name_chars',
      `the node name ${node.name} holds a character that is not allowed`,
      rangeOfNode(node),
    );
  }
  if (node.name.indexOf('@') !== node.name.lastIndexOf('@')) {
    diagnostics.error('node_name_format', `the node name ${node.name} holds more than one '@'`, rangeOfNode(node));
  }
  for (const property of node.properties) {
    if (property.definition && property.name.includes('@')) {
      const message = `the property name ${property.name} holds '@'`;
      diagnostics.error('property_name_chars', message, property.definition.nameRange);
    }
  }
}

function checkNameProperty(node: TreeNode, diagnostics: DiagnosticList): void {
  const property = node.property('name');
  const definition = property?.definition;
  if (!property || !definition) {
    return;
  }
  const [value] = definition.values;
  const text =
    definition.values.length === 1 && value?.kind === 'string' ? new TextDecoder().decode(value.bytes) : undefined;
  if (text === node.name.split('@')[0]) {
    property.deleted = true;
  } else {
    const message = `${node.path}: the name property must be the node's name without unit address, or absent`;
    diagnostics.error('name_properties', message, definition.range);
  }
}

class LabelCheck {
  private readonly owners = new Map<string, TreeNode | TreeProperty | Label>();

  constructor(private readonly diagnostics: DiagnosticList) {}

  check(node: TreeNode): void {
    this.checkOwner(node, node.labels.live);
    for (const property of node.properties) {
      this.checkOwner(property, property.labels.live);
      for (const label of property.definition?.valueLabels ?? []) {
        this.checkOwner(label, [label]);
      }
    }
  }

  private checkOwner(owner: TreeNode | TreeProperty | Label, labels: readonly Label[]): void {
    for (const label of labels) {
      const other = this.owners.get(label.name);
      if (other && other !== owner) {
        const message = `the label ${label.name} is used for more than one thing`;
        this.diagnostics.error('duplicate_label', message, label.range);
      }
      this.owners.set(label.name, owner);
    }
  }
}
