// The models of the OpenAI-compatible surface: there is one.
import type { Clock } from '../../clock.js'
import { Problem } from '../../problem.js'
import { json } from '../http/reply.js'
import type { Route } from '../http/route.js'
import { MODEL, Model, Models } from './json.js'

export function modelRoutes(clock: Clock): Route[] {
  const model = { id: MODEL, object: 'model', created: Math.floor(clock.now() / 1000), owned_by: MODEL }
  const common = { method: 'GET', who: 'customer' } as const
  return [
    {
      ...common,
      path: '/v1/models',
      summary: 'The one model there is',
      replies: { 200: { description: 'A list of one', schema: Models } },
      problems: [],
      handle: () => json(200, { object: 'list', data: [model] }),
    },
    {
      ...common,
      path: '/v1/models/{model}',
      summary: 'The model by its name',
      replies: { 200: { description: 'The model', schema: Model } },
      problems: ['model-not-found'],
      handle({ params }) {
        if (params.model !== MODEL) throw new Problem('model-not-found')
        return json(200, model)
      },
    },
  ]
}
