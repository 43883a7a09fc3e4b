import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../components/button';
import { Dialog } from '../components/dialog';
import { FailureNote, Loading } from '../components/states';
import { texts } from '../texts';
import { jpegOf } from './picture';

type State = 'starting' | 'on' | 'refused' | 'none';

/** Off as soon as it is not shown any more. */
export function Camera({ take, close }: { take: (file: File) => void; close: () => void }) {
  const [state, setState] = useState<State>('starting');
  const video = useRef<HTMLVideoElement>(null);

  useEffect(() => {
    let stream: MediaStream | undefined;
    let isLeft = false;
    const stop = () => stream?.getTracks().forEach((track) => track.stop());
    const start = async () => {
      // Browsers have it on pages of this machine or over TLS only.
      if (!('mediaDevices' in navigator)) return setState('none');
      stream = await navigator.mediaDevices.getUserMedia({ video: { width: 1280 }, audio: false });
      if (isLeft || !video.current) return stop();
      video.current.srcObject = stream;
      await video.current.play();
      setState('on');
    };
    start().catch((error: unknown) => {
      const isRefused = error instanceof DOMException && error.name === 'NotAllowedError';
      if (!isLeft) setState(isRefused ? 'refused' : 'none');
    });
    return () => {
      isLeft = true;
      stop();
    };
  }, []);

  const shoot = async () => {
    const source = video.current;
    if (!source) return;
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [source.videoWidth, source.videoHeight];
    canvas.getContext('2d')?.drawImage(source, 0, 0);
    const name = texts.images.cameraFile;
    take(new File([await jpegOf(canvas)], name, { type: 'image/jpeg' }));
    close();
  };

  return (
    <Dialog title={texts.images.camera} close={close}>
      <div class="stack">
        {state === 'starting' && <Loading what={texts.images.cameraStarts} />}
        {state === 'refused' && <FailureNote failure={texts.images.cameraRefused} />}
        {state === 'none' && <FailureNote failure={texts.images.cameraNone} />}
        <video ref={video} class="camera" muted playsInline hidden={state !== 'on'} />
        {state === 'on' && (
          <div class="row row-end">
            <Button kind="primary" icon="camera" onClick={() => void shoot()}>
              {texts.images.shoot}
            </Button>
          </div>
        )}
      </div>
    </Dialog>
  );
}
