// /docs: every route of this server, drawn by Swagger UI from /openapi.json, to be tried out, and where the frames of its
// WebSockets are described. On a developer's own machine each call has a token of the role that it needs.
import SwaggerUI, { type CallRequest, type SwaggerSystem } from 'swagger-ui-dist/swagger-ui-es-bundle.js'
import 'swagger-ui-dist/swagger-ui.css'
import { pageLanguage } from '../design/language.js'
import { readTokens, tokenFor } from './tokens.js'

const tokens = await readTokens()
const said = {
  zh: {
    tokens: '开发环境：试用接口时会自动带上所需角色的令牌。',
    sockets: '/ws 与 /seat 的帧（AsyncAPI 3）',
  },
  en: {
    tokens: 'Development: what you try out has a token of the role that it needs.',
    sockets: 'The frames of /ws and /seat (AsyncAPI 3)',
  },
}[pageLanguage()]

/** Descriptions are drawn as the text that they are: markup would need a policy that lets strings become elements. */
const plainText = ({ React }: SwaggerSystem) => ({
  wrapComponents: {
    Markdown: () => (props: { readonly source?: string; readonly className?: string }) =>
      React.createElement('p', { className: props.className }, props.source),
  },
})

function withToken(request: CallRequest): CallRequest {
  const token = tokenFor(tokens, new URL(request.url, location.href).pathname)
  if (token === undefined || request.headers.Authorization !== undefined) return request
  return { ...request, headers: { ...request.headers, Authorization: `Bearer ${token}` } }
}

if (tokens.size > 0) {
  const line = document.getElementById('tokens')
  if (line !== null) Object.assign(line, { hidden: false, textContent: said.tokens })
}
const link = document.querySelector('#sockets a')
if (link !== null) link.textContent = said.sockets
const isDark = matchMedia('(prefers-color-scheme: dark)')
const shade = () => document.documentElement.classList.toggle('dark-mode', isDark.matches)
isDark.addEventListener('change', shade)
shade()

SwaggerUI({
  domNode: document.getElementById('routes'),
  url: '/openapi.json',
  plugins: [plainText],
  requestInterceptor: withToken,
  docExpansion: 'none',
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  // A badge that another host would draw.
  validatorUrl: null,
})
