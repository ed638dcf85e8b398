#!/usr/bin/env node
// The entry of `npx rushdesk`: brings the build up to date where there is a compiler, then runs the program. Plain
// JavaScript, because it runs before anything is compiled.
import './prestart.mjs'

if (!process.exitCode) await import('../build/tools/rushdesk.js')
