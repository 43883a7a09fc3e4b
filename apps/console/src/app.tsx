import { session } from './api/session';
import { Frame } from './shell/frame';
import { Restoring } from './shell/restoring';
import { SignIn } from './shell/sign-in';
import { LiveRegion } from './shell/live-region';

export function App() {
  return (
    <>
      <Shown />
      <LiveRegion />
    </>
  );
}

function Shown() {
  const current = session.value;
  switch (current.state) {
    case 'signed-out':
      return <SignIn because={current.because} />;
    case 'restoring':
      return <Restoring />;
    case 'signed-in':
      return <Frame keyInUse={current.key} />;
  }
}
