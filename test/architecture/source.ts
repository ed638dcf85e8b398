// Reads a TypeScript file with the compiler's parser: what it imports, exports and how long its functions are.
// Knows nothing of the rules; those are the tables of test/architecture.test.ts and of direction.ts beside this file.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import ts from 'typescript'

export interface Import {
  /** Path of the imported file from the package's root, or the foreign package's name. */
  readonly target: string
  readonly foreign: boolean
  readonly typeOnly: boolean
  /** Names imported as values. */
  readonly names: readonly string[]
}

export interface FunctionShape {
  readonly name: string
  readonly line: number
  /** Without the bodies of the functions inside: those are measured themselves, so a factory is what is left of it. */
  readonly lines: number
  readonly params: number
}

export interface Export {
  readonly kind: 'type' | 'function' | 'value'
  readonly name: string
}

export interface Source {
  /** From the package's root, such as `src/dialog/turn/turn.ts`. */
  readonly path: string
  readonly lines: number
  readonly imports: readonly Import[]
  readonly exports: readonly Export[]
  readonly functions: readonly FunctionShape[]
  /** Every identifier and every string. */
  readonly names: ReadonlySet<string>
  /** Where an object literal is spread into another, or into a component's attributes, by line. */
  readonly bundles: readonly number[]
  readonly readsProcess: boolean
  readonly reExports: boolean
  readonly defaultExport: boolean
}

/** All TypeScript files under the folders that exist, in the order of their paths. */
export function readSources(root: URL, folders: readonly string[]): Source[] {
  const paths = folders.flatMap(folder => typeScriptFiles(root, folder)).sort()
  return paths.map(path => parseSource(path, readFileSync(new URL(path, root), 'utf8')))
}

const kindOf = (path: string) => (path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS)

export function parseSource(path: string, text: string): Source {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true, kindOf(path))
  const nodes = nodesOf(file)
  return {
    path,
    lines: text.replace(/\n$/, '').split('\n').length,
    imports: file.statements.flatMap(statement => importOf(path, statement)),
    exports: file.statements.flatMap(exportsOf),
    functions: nodes.flatMap(node => functionShape(file, node)),
    names: new Set(
      nodes.flatMap(node => (ts.isIdentifier(node) || ts.isStringLiteral(node) ? [node.text] : [])),
    ),
    bundles: nodes
      .filter(isBundle)
      .map(node => file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1),
    readsProcess: nodes.some(isProcessRead),
    reExports: file.statements.some(s => ts.isExportDeclaration(s) && s.moduleSpecifier !== undefined),
    defaultExport: file.statements.some(isDefaultExport),
  }
}

function typeScriptFiles(root: URL, folder: string): string[] {
  const dir = new URL(`${folder}/`, root)
  if (!existsSync(dir)) return []
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8' })
  return names
    .filter(name => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map(name => posix.join(folder, name))
}

/** The node and all below it, without tokens and comments. */
function nodesOf(node: ts.Node): ts.Node[] {
  const all = [node]
  const visit = (child: ts.Node): void => {
    all.push(child)
    ts.forEachChild(child, visit)
  }
  ts.forEachChild(node, visit)
  return all
}

function isBundle(node: ts.Node): boolean {
  const isSpread = ts.isSpreadAssignment(node) || ts.isJsxSpreadAttribute(node)
  return isSpread && ts.isObjectLiteralExpression(node.expression)
}

function importOf(from: string, statement: ts.Statement): Import[] {
  const isLink = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)
  if (!isLink || statement.moduleSpecifier === undefined) return []
  const specifier = (statement.moduleSpecifier as ts.StringLiteral).text
  const names = ts.isImportDeclaration(statement) ? valueNames(statement) : ['*']
  const foreign = !specifier.startsWith('.')
  const target = foreign
    ? packageName(specifier)
    : posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts')
  return [{ target, foreign, typeOnly: names.length === 0, names }]
}

/** What an import binds at run time; a bare `import 'x'` counts as everything. */
function valueNames({ importClause: clause }: ts.ImportDeclaration): string[] {
  if (clause === undefined) return ['*']
  if (clause.isTypeOnly) return []
  const bindings = clause.namedBindings
  const named = bindings === undefined ? [] : ts.isNamespaceImport(bindings) ? ['*'] : valuesOf(bindings)
  return clause.name === undefined ? named : ['default', ...named]
}

function valuesOf(bindings: ts.NamedImports): string[] {
  return bindings.elements.filter(e => !e.isTypeOnly).map(e => (e.propertyName ?? e.name).text)
}

/** `@scope/name/sub` is the package `@scope/name`; `node:fs` stays as it is. */
function packageName(specifier: string): string {
  const parts = specifier.split('/')
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
}

function functionShape(file: ts.SourceFile, node: ts.Node): FunctionShape[] {
  if (!isFunction(node)) return []
  const { first, last } = spanOf(file, node)
  const lines = last - first + 1 - innerLines(file, node)
  return [{ name: nameOf(node), line: first + 1, lines, params: node.parameters.length }]
}

function isFunction(node: ts.Node): node is ts.SignatureDeclaration {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined
}

function spanOf(file: ts.SourceFile, node: ts.Node): { first: number; last: number } {
  const lineAt = (position: number) => file.getLineAndCharacterOfPosition(position).line
  return { first: lineAt(node.getStart(file)), last: lineAt(node.getEnd()) }
}

/** Lines strictly between the first and the last line of each outermost function inside. */
function innerLines(file: ts.SourceFile, node: ts.Node): number {
  let lines = 0
  ts.forEachChild(node, child => {
    if (!isFunction(child)) lines += innerLines(file, child)
    else {
      const { first, last } = spanOf(file, child)
      lines += Math.max(0, last - first - 1)
    }
  })
  return lines
}

function nameOf(node: ts.SignatureDeclaration): string {
  const named = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined)
  return named === undefined ? 'anonymous function' : named.getText()
}

/** `process.…` as the global, not a property of that name. */
function isProcessRead(node: ts.Node): boolean {
  return (
    ts.isPropertyAccessExpression(node) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'process'
  )
}

function exportsOf(statement: ts.Statement): Export[] {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : []
  if (!modifiers.some(m => m.kind === ts.SyntaxKind.ExportKeyword)) return []
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(each => ({ kind: 'value', name: each.name.getText() }))
  }
  const isType =
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isClassDeclaration(statement)
  if (isType) return [{ kind: 'type', name: statement.name?.text ?? '' }]
  return ts.isFunctionDeclaration(statement) ? [{ kind: 'function', name: statement.name?.text ?? '' }] : []
}

function isDefaultExport(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : []
  return modifiers.some(m => m.kind === ts.SyntaxKind.DefaultKeyword)
}
