import { cuts } from './cuts.ts'
import { duplex } from './duplex.ts'
import { earlyRequests } from './early-requests.ts'
import { floods } from './floods.ts'
import { flowControl } from './flow-control.ts'
import { framing } from './framing.ts'
import { goodbyes } from './goodbyes.ts'
import { greetings } from './greetings.ts'
import { headerBlocks } from './header-blocks.ts'
import { httpAnswers } from './http-answers.ts'
import { messages } from './messages.ts'
import { statuses } from './statuses.ts'
import { streams } from './streams.ts'

export const scenarios = [
  ...greetings,
  ...earlyRequests,
  ...headerBlocks,
  ...framing,
  ...flowControl,
  ...goodbyes,
  ...statuses,
  ...httpAnswers,
  ...messages,
  ...cuts,
  ...streams,
  ...duplex,
]

export { floods }
